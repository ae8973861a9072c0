/**
 * What every use-case of the order manager works with, and the rule that one symbol's work is done one after another.
 */
import type { BracketRules, Decimal, Quote, RiskRules, SizingRules } from "@bottrader/core";
import type { Clock, Exchange, IdSource, TradeStore, VenueEvent } from "@bottrader/ports";
import type { Producer } from "../signal/producer.ts";
import type { EquityBook } from "./equity-book.ts";

export type DeskRules = {
  readonly bracket: BracketRules;
  readonly sizing: SizingRules;
  readonly risk: RiskRules;
  /** Limit of an entry above the ask, and of a marketable exit below the bid, as fractions of the price. */
  readonly entrySlippageMaxRatio: Decimal;
  readonly exitSlippageMaxRatio: Decimal;
  readonly entryTimeoutMs: number;
  readonly exitTimeoutMs: number;
  readonly exitTtlMs: number;
  readonly breakevenEpsilon: Quote;
};

/** What changed, for pages that watch. */
export type DeskChange = "positions" | "orders" | "trades" | "intents" | "equity" | "status";

export type DeskAnomaly = { readonly code: AnomalyCode; readonly symbol: string | null; readonly detail: string };

/** Things that should not happen, counted and logged with their code. */
export const ANOMALY_HELP = {
  FILL_WITHOUT_ORDER: "the venue reports a fill of an order that is not ours; it is listed by reconcile",
  ORDER_REPORT_IMPOSSIBLE: "the venue's report cannot be true of our order; the order stays as it was",
  ORDER_WITHOUT_ROW: "the venue reports an order that is not ours; it is listed by reconcile",
  SELL_UNMATCHED: "a sell found no lot; it waits for review",
  POSITION_UNPROTECTED: "an open position has neither a resting stop nor an exit in progress",
  PROTECTION_REFUSED: "the venue refused a protective order",
  ORDER_UNRESOLVED: "the outcome of a call to the venue is not known; the order is looked up",
  VENUE_UNREADABLE: "orders, fills or balances of the venue could not be read; entries wait",
} as const;
export type AnomalyCode = keyof typeof ANOMALY_HELP;

export type Desk = {
  readonly store: TradeStore;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly producer: Producer;
  readonly rules: DeskRules;
  readonly equity: EquityBook;
  readonly market: DeskMarket;
  readonly pump: EventPump;
  changed(...kinds: readonly DeskChange[]): void;
  anomaly(anomaly: DeskAnomaly): void;
};

/** What the desk knows of the market and of itself at the moment. */
export type DeskMarket = {
  /** Trades on made-up prices are marked so. */
  readonly synthetic: boolean;
  readonly barMs: number;
  /** Close of the newest bar; null before the first. */
  lastBarCloseMs: number | null;
  /** Books and venue are known to agree. */
  isReconciled: boolean;
};

export type EventPump = {
  /** Takes an event of the venue; it is booked before the symbol's next step. */
  push(event: VenueEvent): Promise<void>;
  /** Runs `work` alone on the symbol, then books what the venue reported meanwhile and protects what is held. */
  alone<T>(symbol: string, work: () => Promise<T>): Promise<T>;
  /** Books what has been reported so far and concludes nothing from it; only inside `alone`. */
  drain(symbol: string): Promise<void>;
  /** Resolves when no symbol's step is running here: a recording moves on only then. */
  idle(): Promise<void>;
};
