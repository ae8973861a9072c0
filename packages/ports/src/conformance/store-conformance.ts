/** The promises of the store ports, run by every adapter: Postgres and the in-memory stores of the replay. */
import { describe } from "vitest";
import { ledgerVersionCards } from "./ledger-cards.ts";
import { lockCards } from "./lock-cards.ts";
import { outboxCards } from "./outbox-cards.ts";
import { paperStoreCards } from "./paper-store-cards.ts";
import { signalCommitCards, signalViewCards } from "./signal-store-cards.ts";
import { benchForEach, type OpenStoreBench } from "./store-bench.ts";
import { ledgerCards, orderCards, positionCards } from "./trade-book-cards.ts";
import { alertCards, intentCards, symbolCards, transactionCards } from "./trade-store-cards.ts";

export function describeTradeStore(name: string, open: OpenStoreBench): void {
  describe(`${name} keeps the trade store's promises`, () => {
    const bench = benchForEach(open);
    for (const cards of [transactionCards, symbolCards, alertCards, intentCards]) cards(bench);
    for (const cards of [orderCards, positionCards, ledgerCards, ledgerVersionCards, lockCards]) cards(bench);
  });
}

export function describeSignalStore(name: string, open: OpenStoreBench): void {
  describe(`${name} keeps the signal store's promises`, () => {
    const bench = benchForEach(open);
    signalCommitCards(bench);
    signalViewCards(bench);
  });
}

export function describeOutbox(name: string, open: OpenStoreBench): void {
  describe.each(["alerts", "signals"] as const)(`${name} keeps the promises of the outbox of %s`, (owner) => {
    outboxCards(benchForEach(open), owner);
  });
}

export function describePaperStore(name: string, open: OpenStoreBench): void {
  describe(`${name} keeps the paper venue's books`, () => {
    paperStoreCards(benchForEach(open));
  });
}
