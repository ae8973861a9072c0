export * from "./candle-series.ts";
export * from "./eventually.ts";
export * from "./seeded-random.ts";
export * from "./use-postgres.ts";
export * from "./use-redis.ts";
