/**
 * Intents: what one service wants done, on its way to the order manager.
 *
 * An intent names symbol, side, budget, reason, expiry and the snapshot it was decided under, never a price for the exchange.
 * Within `-v1` fields are only added, and only as optional ones.
 */
import { z } from "zod";
import { decimalText, instant, intentId, positiveDecimalText, symbolText } from "./primitives.ts";
import { ENTRY_TRIGGERS, INTENT_EXIT_REASONS } from "./reasons.ts";

const envelope = {
  v: z.literal(1),
  intentId,
  /** The alert or evaluation at the start of the chain. */
  correlationId: z.string().min(1).max(120),
  /** What directly caused this intent. */
  causationId: z.string().min(1).max(120),
  decidedAt: instant,
  expiresAt: instant,
  producer: z.object({ service: z.enum(["sighook", "webhook"]), release: z.string().max(60) }),
  symbol: symbolText,
  snapshotId: z.string().min(1).max(64),
};

/** How much an entry may spend. `default` leaves it to the order manager's sizing rules. */
export const entryBudget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("default") }),
  z.object({ kind: z.literal("quote"), amount: positiveDecimalText }),
  z.object({ kind: z.literal("size"), amount: positiveDecimalText }),
  z.object({ kind: z.literal("percent"), ratio: positiveDecimalText }),
]);

/** How much of a position an exit sells. */
export const exitBudget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("size"), amount: positiveDecimalText }),
]);

export const entryIntentV1 = z.object({
  ...envelope,
  type: z.literal("entry"),
  side: z.literal("buy"),
  trigger: z.enum(ENTRY_TRIGGERS),
  budget: entryBudget,
  /** ATR / close of the deciding bar; null when it was not warm. */
  atrRatio: positiveDecimalText.nullable(),
  /** Close of the deciding bar or the alert's price: for slippage, not for the exchange. */
  referencePrice: positiveDecimalText.nullable(),
  /** Close of the newest bar the decision used, for the staleness check. */
  barClosedAt: instant.nullable(),
  stopLoss: positiveDecimalText.optional(),
  takeProfit: positiveDecimalText.optional(),
  /** Vote summary for the story of the trade. */
  score: z.object({ buy: z.number(), sell: z.number() }).optional(),
});

export const exitIntentV1 = z.object({
  ...envelope,
  type: z.literal("exit"),
  side: z.literal("sell"),
  reason: z.enum(INTENT_EXIT_REASONS),
  urgency: z.enum(["market", "marketable_limit", "limit"]),
  /** Null: whatever position the symbol has when the intent is executed (alerts and operators do not know ids). */
  positionId: z.string().min(1).max(60).nullable(),
  budget: exitBudget,
  /** P&L as a fraction of cost when decided, net of fees and without them; null when an alert or operator decided. */
  pnl: decimalText.nullable(),
  rawPnl: decimalText.nullable(),
  referencePrice: positiveDecimalText.nullable(),
});

/** Takes back what has not filled yet of a symbol's entry. Rides the exit queue: it reduces risk. */
export const cancelIntentV1 = z.object({ ...envelope, type: z.literal("cancel") });

/** What the exit queue carries. */
export const exitQueueIntentV1 = z.discriminatedUnion("type", [exitIntentV1, cancelIntentV1]);

export type EntryBudget = z.output<typeof entryBudget>;
export type EntryIntent = z.output<typeof entryIntentV1>;
export type ExitIntent = z.output<typeof exitIntentV1>;
export type CancelIntent = z.output<typeof cancelIntentV1>;
export type Intent = EntryIntent | ExitIntent | CancelIntent;
