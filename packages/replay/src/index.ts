export * from "./candles/candle-file-fault.ts";
export * from "./candles/open-recorded-candles.ts";
export * from "./candles/open-synthetic-candles.ts";
export * from "./candles/read-candle-file.ts";
export * from "./candles/scaled-clock.ts";
export { createMemoryStores, type MemoryStores } from "./memory/create-memory-stores.ts";
