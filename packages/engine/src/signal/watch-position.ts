/**
 * The exit policy applied to one open position of the order manager, and the exit intent it leads to.
 *
 * Invariants
 * 1. A position has at most one exit on its way; only a more urgent reason adds another.
 * 2. State and verdicts are returned on every call, so that "why was it held?" has an answer too.
 */
import { type ExitIntent, toInstant } from "@bottrader/contracts";
import {
  type Decimal,
  decideExit,
  type ExitOutcome,
  type ExitRules,
  type ExitSignal,
  type ExitState,
  exitPrecedence,
  type Market,
  type Price,
  price,
  toDecimalText,
} from "@bottrader/core";
import type { IdSource, WatchedPosition } from "@bottrader/ports";
import type { Producer } from "./producer.ts";

export type WatchInput = {
  readonly position: WatchedPosition;
  readonly state: ExitState;
  readonly market: Market;
  readonly bid: Price;
  readonly atr: { readonly value: Decimal; readonly ratio: Decimal; readonly percentile: number | null } | null;
  readonly signal: ExitSignal;
  readonly nowMs: number;
};

export type WatchRules = { readonly exit: ExitRules; readonly intentTtlMs: number };

export type WatchResult = { readonly outcome: ExitOutcome; readonly intent: ExitIntent | null };

export function watchPosition(input: WatchInput, rules: WatchRules, by: Producer & { ids: IdSource }): WatchResult {
  const { position, market, nowMs } = input;
  const outcome = decideExit({
    position: {
      positionId: position.positionId,
      symbol: position.symbol,
      size: position.size,
      costPrice: price(position.cost.div(position.size)),
      entryPrice: position.entryPrice,
      openedAtMs: position.openedAtMs,
      version: position.version,
    },
    market: {
      bid: input.bid,
      exitFeeRatio: market.takerFeeRatio,
      atr: input.atr?.value ?? null,
      atrRatio: input.atr?.ratio ?? null,
      atrPercentile: input.atr?.percentile ?? null,
    },
    signal: input.signal,
    state: { ...input.state, partialTaken: position.partialTaken },
    rules: rules.exit,
    lot: market,
    nowMs,
  });
  return { outcome, intent: exitIntent(input, outcome, { ttlMs: rules.intentTtlMs, by }) };
}

function exitIntent(
  input: WatchInput,
  outcome: ExitOutcome,
  options: { ttlMs: number; by: Producer & { ids: IdSource } },
): ExitIntent | null {
  const { decision } = outcome;
  const { position, nowMs } = input;
  if (decision.kind === "hold") return null;
  if (position.liveExit !== null && exitPrecedence(decision.reason) >= exitPrecedence(position.liveExit)) return null;
  const { by } = options;
  const cause = `${position.positionId}:${position.version}:${decision.reason}:${nowMs}`;
  return {
    v: 1,
    type: "exit",
    intentId: by.ids.intentId(nowMs, `${by.session}:exit:${cause}`),
    correlationId: position.entryIntentId,
    causationId: cause,
    decidedAt: toInstant(nowMs),
    expiresAt: toInstant(nowMs + options.ttlMs),
    producer: { service: by.service, release: by.release },
    symbol: position.symbol,
    snapshotId: by.snapshotId,
    side: "sell",
    reason: decision.reason,
    urgency: decision.urgency,
    positionId: position.positionId,
    budget: decision.size.gte(position.size) ? { kind: "all" } : { kind: "size", amount: toDecimalText(decision.size) },
    pnl: outcome.pnl.toFixed(10),
    rawPnl: outcome.rawPnl.toFixed(10),
    referencePrice: toDecimalText(input.bid),
  };
}
