export type { PaperBar } from "./bar-prices.ts";
export * from "./memory-paper-store.ts";
export * from "./open-paper-venue.ts";
export type { PaperRules } from "./paper-terms.ts";
export * from "./paper-venue.ts";
