/** Rows as the engine sees them. Money is Decimal, times are Unix milliseconds. */
import type { EntryTrigger, Intent, IntentExitReason, TradingState } from "@bottrader/contracts";
import type {
  Allocation,
  ClientOrderId,
  Decimal,
  Leg,
  LockLift,
  Lot,
  Price,
  Qty,
  Quote,
  Unmatched,
} from "@bottrader/core";

export type ExitReasonText = IntentExitReason | "BRACKET_TP" | "BRACKET_SL" | "EXTERNAL";

/**
 * received: stored, not yet planned · working: its order is at the venue · executed, rejected, expired, superseded, failed: ended.
 * `planned` is between the order row and the venue's answer; a crash there is resolved by looking the order up.
 */
export const INTENT_STATES = [
  "received",
  "planned",
  "working",
  "executed",
  "rejected",
  "expired",
  "superseded",
  "failed",
] as const;
export type IntentState = (typeof INTENT_STATES)[number];
export const TERMINAL_INTENT_STATES: readonly IntentState[] = [
  "executed",
  "rejected",
  "expired",
  "superseded",
  "failed",
];

export type IntentRecord = {
  readonly intent: Intent;
  readonly state: IntentState;
  readonly reason: string | null;
  readonly receivedAtMs: number;
  readonly settledAtMs: number | null;
  /** Gate verdicts, bracket inputs, sizing caps, venue words: why it went as it went. */
  readonly record: Readonly<Record<string, unknown>>;
};

export type OrderRecordState =
  | "planned"
  | "sent"
  | "resting"
  | "partially_filled"
  | "filled"
  | "cancelled"
  | "refused"
  | "expired"
  | "unknown";

export const WORKING_ORDER_STATES: readonly OrderRecordState[] = [
  "planned",
  "sent",
  "resting",
  "partially_filled",
  "unknown",
];

export type OrderRecord = {
  readonly clientOrderId: ClientOrderId;
  readonly intentId: string;
  readonly positionId: string | null;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly leg: Leg;
  readonly attempt: number;
  readonly type: "market" | "limit" | "stop";
  readonly size: Qty;
  readonly filledSize: Qty;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly state: OrderRecordState;
  readonly venueOrderId: string | null;
  readonly trigger: EntryTrigger;
  /** Null on the entry leg only. */
  readonly exitReason: ExitReasonText | null;
  readonly urgency: "market" | "marketable_limit" | "limit" | null;
  readonly snapshotId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

export type FillRecord = {
  readonly tradeId: string;
  readonly clientOrderId: ClientOrderId;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly price: Price;
  readonly size: Qty;
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly liquidity: "maker" | "taker";
  readonly atMs: number;
};

export type ProtectionKind = "native" | "oco" | "stop" | "emulated" | "none";

export type PositionRecord = {
  readonly positionId: string;
  readonly symbol: string;
  readonly state: "open" | "closed";
  readonly size: Qty;
  /** Σ price·size + fee of the buys still held, quote units. */
  readonly cost: Quote;
  readonly entryPrice: Price;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly trigger: EntryTrigger;
  readonly entryIntentId: string;
  readonly snapshotId: string;
  readonly version: number;
  readonly protection: ProtectionKind;
  readonly stop: Price | null;
  readonly target: Price | null;
  /** Stop planned at entry: the risk unit of the R multiple. */
  readonly plannedStop: Price | null;
  readonly lowSeen: Price | null;
  readonly highSeen: Price | null;
  /** Not null once closed. */
  readonly exitReason: ExitReasonText | null;
};

/** An open lot, exactly as the core's ledger needs it to go on. */
export type LotRecord = Lot;

export type AllocationRecord = Allocation & { readonly version: number };

export type UnmatchedRecord = Unmatched & { readonly version: number };

export type TradeRecord = {
  /** The exit order is the trade's identity. */
  readonly clientOrderId: ClientOrderId;
  readonly positionId: string;
  readonly symbol: string;
  readonly trigger: EntryTrigger;
  readonly exitReason: ExitReasonText;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  readonly entryPrice: Price;
  readonly exitPrice: Price;
  readonly size: Qty;
  readonly fees: Quote;
  readonly pnl: Quote;
  readonly costBasis: Quote;
  readonly rMultiple: number | null;
  readonly mae: number | null;
  readonly mfe: number | null;
  readonly synthetic: boolean;
  readonly snapshotId: string;
};

export type EquityRecord = {
  readonly atMs: number;
  readonly cash: Quote;
  readonly realised: Quote;
  readonly unrealised: Quote;
  readonly equity: Quote;
};

export type AlertRecord = {
  readonly alertId: string;
  readonly source: string;
  readonly receivedAtMs: number;
  /** The same key inside its window is the same alert. */
  readonly dedupKey: string;
  readonly dedupUntilMs: number;
  readonly symbol: string;
  readonly action: "buy" | "sell" | "close" | "cancel";
  readonly intentId: string;
};

export type TradingStateRecord = {
  readonly state: TradingState;
  readonly sinceMs: number;
  readonly by: string;
  readonly reason: string;
};

/** A lock the operator lifted, with who and why. Never changed: lifting again is a new row. */
export type LockLiftRecord = LockLift & { readonly by: string; readonly note: string };

export type ExclusionRecord = { readonly symbol: string; readonly reason: string; readonly sinceMs: number };

export type OutboxRow = {
  readonly sequence: bigint;
  readonly queue: string;
  readonly intentId: string;
  readonly payload: Readonly<Record<string, unknown>>;
};
