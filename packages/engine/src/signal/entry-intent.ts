import { type EntryIntent, toInstant } from "@bottrader/contracts";
import { Decimal, type SignalEvaluation } from "@bottrader/core";
import type { IdSource } from "@bottrader/ports";
import type { Producer } from "./producer.ts";

export type EntryDecision = {
  readonly symbol: string;
  readonly close: number;
  readonly evaluation: SignalEvaluation;
  readonly nowMs: number;
  readonly atrRatio: number | null;
};

export type EntryTerms = {
  readonly timeframe: string;
  readonly entryTtlMs: number;
  readonly producer: Producer;
  readonly ids: IdSource;
};

/** The intent of a bar that says buy. The same bar gives the same id, so a bar repeated after a crash wants nothing twice. */
export function entryIntent(input: EntryDecision, options: EntryTerms): EntryIntent {
  const { symbol, evaluation, nowMs } = input;
  const cause = `${symbol}:${options.timeframe}:${evaluation.timestamp}`;
  const { producer } = options;
  return {
    v: 1,
    type: "entry",
    intentId: options.ids.intentId(nowMs, `${producer.session}:entry:${cause}`),
    correlationId: cause,
    causationId: cause,
    decidedAt: toInstant(nowMs),
    expiresAt: toInstant(nowMs + options.entryTtlMs),
    producer: { service: producer.service, release: producer.release },
    symbol,
    snapshotId: producer.snapshotId,
    side: "buy",
    trigger: evaluation.trigger ?? "score",
    budget: { kind: "default" },
    atrRatio: input.atrRatio === null || input.atrRatio <= 0 ? null : new Decimal(input.atrRatio).toFixed(18),
    referencePrice: new Decimal(input.close).toFixed(),
    barClosedAt: toInstant(nowMs),
    score: evaluation.score,
  };
}
