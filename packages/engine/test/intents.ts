/** Intents as the signal service sends them; a test says only what it is about. */
import { type CancelIntent, type EntryIntent, type ExitIntent, toInstant } from "@bottrader/contracts";
import { type Floor, ids, MINUTE_MS } from "./floor.ts";

const envelope = (floor: Pick<Floor, "nowMs">, key: string) =>
  ({
    v: 1,
    intentId: ids.intentId(floor.nowMs, key),
    correlationId: key,
    causationId: key,
    decidedAt: toInstant(floor.nowMs),
    expiresAt: toInstant(floor.nowMs + 5 * MINUTE_MS),
    producer: { service: "sighook", release: "test" },
    symbol: "BTC/USDT",
    snapshotId: "snapshot",
  }) as const;

export const entry = (floor: Pick<Floor, "nowMs">, fields: Partial<EntryIntent> = {}, key = "entry"): EntryIntent => ({
  ...envelope(floor, key),
  type: "entry",
  side: "buy",
  trigger: "score",
  budget: { kind: "default" },
  atrRatio: null,
  referencePrice: "100",
  barClosedAt: toInstant(floor.nowMs),
  ...fields,
});

export const exit = (
  floor: Pick<Floor, "nowMs">,
  fields: Partial<ExitIntent> = {},
  key = `exit ${fields.reason ?? ""} ${fields.urgency ?? ""}`,
): ExitIntent => ({
  ...envelope(floor, key),
  type: "exit",
  side: "sell",
  reason: "SOFT_STOP",
  urgency: "market",
  positionId: null,
  budget: { kind: "all" },
  pnl: null,
  rawPnl: null,
  referencePrice: "100",
  ...fields,
});

export const cancel = (floor: Pick<Floor, "nowMs">, fields: Partial<CancelIntent> = {}): CancelIntent => ({
  ...envelope(floor, "cancel"),
  type: "cancel",
  ...fields,
});
