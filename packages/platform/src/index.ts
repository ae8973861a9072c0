export * from "./components.ts";
export { refusalCode } from "./http-errors.ts";
export * from "./http-server.ts";
export * from "./ids.ts";
export * from "./logger.ts";
export * from "./loop.ts";
export * from "./metrics.ts";
export * from "./secret-compare.ts";
export * from "./settings-source.ts";
