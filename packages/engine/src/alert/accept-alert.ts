/**
 * An alert from outside becomes an intent: durable before it is acknowledged, once however often it is sent.
 *
 * Invariants
 * 1. Alert, intent and outbox row are one transaction: a 202 cannot be lost, a failure leaves nothing behind.
 * 2. The same alert within its window gives the first one's intent; the same id with another wish is refused, never guessed.
 */
import {
  type Alert,
  type CancelIntent,
  type EntryIntent,
  type ExitIntent,
  type FieldFault,
  type Intent,
  type QueueName,
  toInstant,
} from "@bottrader/contracts";
import { err, ok, type Result, resolveSymbol, type SymbolFault } from "@bottrader/core";
import type { AlertRecord, Clock, IdSource, IntentRecord, TradeStore, TradeTx } from "@bottrader/ports";
import { receivedIntent } from "../order/settle-intent.ts";
import type { Producer } from "../signal/producer.ts";

export type AlertRules = {
  readonly replayWindowMs: number;
  readonly bodyWindowMs: number;
  readonly entryLagMaxMs: number;
  readonly exitLagMaxMs: number;
  /** Times this far ahead of our clock are refused. */
  readonly aheadMaxMs: number;
  readonly entryTtlMs: number;
  readonly exitTtlMs: number;
};

export type AlertDesk = {
  readonly store: TradeStore;
  readonly ids: IdSource;
  readonly producer: Producer;
  readonly rules: AlertRules;
  /** Time of the market the intents will trade in. */
  readonly clock: Clock;
  readonly symbols: () => readonly string[];
  /** Hex digest of a text, for keys. */
  readonly digest: (text: string) => string;
};

export type IncomingAlert = {
  readonly alert: Alert;
  readonly source: string;
  /** Digest of the body as it came, without secrets. */
  readonly bodyDigest: string;
  /** Wall clock. */
  readonly receivedAtMs: number;
};

export type AlertOutcome =
  | { readonly status: "accepted"; readonly intentId: string }
  | {
      readonly status: "duplicate";
      readonly intentId: string;
      readonly outcome: { readonly state: string; readonly reason: string | null };
    };

export type AlertFault = { readonly code: string; readonly message: string; readonly fields: readonly FieldFault[] };

export async function acceptAlert(desk: AlertDesk, incoming: IncomingAlert): Promise<Result<AlertOutcome, AlertFault>> {
  const faults: FieldFault[] = [...timeFaults(desk, incoming)];
  const symbol = resolveSymbol(incoming.alert.ticker, desk.symbols());
  if (!symbol.ok) faults.push({ field: "symbol", message: symbolMessage(symbol.error) });
  if (!symbol.ok || faults.length > 0) {
    return err({
      code: "ALERT_REFUSED",
      message: faults.map((fault) => `${fault.field} ${fault.message}`).join("; "),
      fields: faults,
    });
  }
  return desk.store.transact((tx) => storeAlert(tx, desk, { ...incoming, symbol: symbol.value }));
}

type Resolved = IncomingAlert & { readonly symbol: string };

async function storeAlert(tx: TradeTx, desk: AlertDesk, incoming: Resolved): Promise<Result<AlertOutcome, AlertFault>> {
  const { alert, symbol, receivedAtMs } = incoming;
  const { key, windowMs } = dedupKey(desk, incoming);
  const earlier = await tx.alertByKey(key, receivedAtMs);
  if (earlier !== null) return repeated(tx, incoming, earlier);
  const intent = intentOf(desk, incoming, key);
  const record: IntentRecord = receivedIntent(intent, desk.clock.nowMs());
  await tx.insertIntent(record);
  await tx.insertAlert({
    alertId: intent.correlationId,
    source: incoming.source,
    receivedAtMs,
    dedupKey: key,
    dedupUntilMs: receivedAtMs + windowMs,
    symbol,
    action: alert.action,
    intentId: intent.intentId,
  });
  await tx.appendOutbox(queueFor(intent), intent.intentId, intent);
  return ok({ status: "accepted", intentId: intent.intentId });
}

async function repeated(
  tx: TradeTx,
  incoming: Resolved,
  earlier: AlertRecord,
): Promise<Result<AlertOutcome, AlertFault>> {
  if (earlier.symbol !== incoming.symbol || earlier.action !== incoming.alert.action) {
    const message = `was used for ${earlier.action} ${earlier.symbol} before: a new wish needs a new id`;
    return err({ code: "ALERT_ID_REUSED", message: `id ${message}`, fields: [{ field: "id", message }] });
  }
  const intent = await tx.intent(earlier.intentId);
  const outcome = { state: intent?.state ?? "received", reason: intent?.reason ?? null };
  return ok({ status: "duplicate", intentId: earlier.intentId, outcome });
}

/** An id counts for the replay window, a time too; a bare body only for a short one, since equal bodies minutes apart both count. */
function dedupKey(desk: AlertDesk, { alert, source, symbol, bodyDigest }: Resolved): { key: string; windowMs: number } {
  if (alert.id !== null) return { key: desk.digest(`id|${source}|${alert.id}`), windowMs: desk.rules.replayWindowMs };
  if (alert.timeMs !== null) {
    const parts = ["time", source, alert.strategy ?? "", symbol, alert.action, alert.timeMs];
    return { key: desk.digest(parts.join("|")), windowMs: desk.rules.replayWindowMs };
  }
  return { key: desk.digest(`body|${source}|${bodyDigest}`), windowMs: desk.rules.bodyWindowMs };
}

function timeFaults(desk: AlertDesk, { alert, receivedAtMs }: IncomingAlert): readonly FieldFault[] {
  if (alert.timeMs === null) return [];
  const ageMs = receivedAtMs - alert.timeMs;
  const maxMs = alert.action === "buy" ? desk.rules.entryLagMaxMs : desk.rules.exitLagMaxMs;
  if (ageMs > maxMs)
    return [{ field: "time", message: `is ${ageMs} ms old: at most ${maxMs} ms are accepted for ${alert.action}` }];
  if (-ageMs > desk.rules.aheadMaxMs) {
    return [
      { field: "time", message: `is ${-ageMs} ms in the future: at most ${desk.rules.aheadMaxMs} ms are accepted` },
    ];
  }
  return [];
}

function symbolMessage(fault: SymbolFault): string {
  switch (fault.code) {
    case "SYMBOL_UNKNOWN":
      return `${fault.ticker} is not a market of this exchange`;
    case "SYMBOL_PERPETUAL":
      return `${fault.ticker} is a perpetual: the system trades spot, long only`;
    case "SYMBOL_AMBIGUOUS":
      return `${fault.ticker} could be ${fault.candidates.join(" or ")}: name one`;
  }
}

const queueFor = (intent: Intent): QueueName => (intent.type === "entry" ? "entry-intents-v1" : "exit-intents-v1");

function intentOf(desk: AlertDesk, incoming: Resolved, key: string): Intent {
  const { alert, symbol, receivedAtMs } = incoming;
  const nowMs = desk.clock.nowMs();
  const alertId = `alert_${desk.digest(`${key}|${receivedAtMs}`).slice(0, 24)}`;
  const envelope = {
    v: 1,
    intentId: desk.ids.intentId(nowMs, alertId),
    correlationId: alertId,
    causationId: alertId,
    decidedAt: toInstant(nowMs),
    producer: { service: desk.producer.service, release: desk.producer.release },
    symbol,
    snapshotId: desk.producer.snapshotId,
  } as const;
  switch (alert.action) {
    case "buy":
      return {
        ...envelope,
        type: "entry",
        expiresAt: toInstant(nowMs + desk.rules.entryTtlMs),
        side: "buy",
        trigger: "webhook",
        budget: alert.budget,
        atrRatio: null,
        referencePrice: alert.price,
        barClosedAt: null,
        ...(alert.stopLoss === null ? {} : { stopLoss: alert.stopLoss }),
        ...(alert.takeProfit === null ? {} : { takeProfit: alert.takeProfit }),
      } satisfies EntryIntent;
    case "sell":
    case "close":
      return {
        ...envelope,
        type: "exit",
        expiresAt: toInstant(nowMs + desk.rules.exitTtlMs),
        side: "sell",
        reason: "WEBHOOK",
        urgency: "marketable_limit",
        positionId: null,
        budget: alert.budget.kind === "size" ? { kind: "size", amount: alert.budget.amount } : { kind: "all" },
        pnl: null,
        rawPnl: null,
        referencePrice: alert.price,
      } satisfies ExitIntent;
    case "cancel":
      return { ...envelope, type: "cancel", expiresAt: toInstant(nowMs + desk.rules.exitTtlMs) } satisfies CancelIntent;
  }
}
