export {
  EXCHANGE_TEST_MARKETS,
  type ExchangeFactory,
  type ExchangeUnderTest,
  type MarketMove,
} from "./exchange-card.ts";
export { describeExchange } from "./exchange-conformance.ts";
export type { QueueHarness, QueueSession } from "./queue-bench.ts";
export { describeIntentQueue } from "./queue-conformance.ts";
export * from "./sample-paper-records.ts";
export * from "./sample-records.ts";
export type { OpenStoreBench, StoreBench } from "./store-bench.ts";
export { describeOutbox, describePaperStore, describeSignalStore, describeTradeStore } from "./store-conformance.ts";
export { bookBuy, bookSell } from "./trade-book-cards.ts";
