/** Exits that a person, an alert or the end of a recording asks for: they take the same way as every other exit. */
import { type ExitIntent, type IntentExitReason, toInstant } from "@bottrader/contracts";
import type { PositionRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { receivedIntent } from "./settle-intent.ts";

export type ExitRequest = {
  readonly reason: Extract<IntentExitReason, "MANUAL" | "KILL_SWITCH" | "LIQUIDATION">;
  /** Null: every open position. */
  readonly symbol: string | null;
  /** Who asked, for the causation chain. */
  readonly by: string;
};

/** Stores one exit intent for each position concerned, ready to be relayed; returns their ids. */
export async function requestExits(desk: Desk, request: ExitRequest): Promise<readonly string[]> {
  const nowMs = desk.clock.nowMs();
  const ids = await desk.store.transact(async (tx) => {
    const open = await tx.openPositions();
    const concerned = open.filter((position) => request.symbol === null || position.symbol === request.symbol);
    const asked: string[] = [];
    for (const position of concerned) {
      const intent = exitIntent(desk, { request, position, nowMs });
      if (await tx.insertIntent(receivedIntent(intent, nowMs))) {
        await tx.appendOutbox("exit-intents-v1", intent.intentId, intent);
      }
      asked.push(intent.intentId);
    }
    return asked;
  });
  desk.changed("intents");
  return ids;
}

function exitIntent(desk: Desk, input: { request: ExitRequest; position: PositionRecord; nowMs: number }): ExitIntent {
  const { request, position, nowMs } = input;
  const cause = `${request.by}:${position.positionId}:${position.version}:${request.reason}`;
  return {
    v: 1,
    type: "exit",
    intentId: desk.ids.intentId(nowMs, `${desk.producer.session}:${cause}`),
    correlationId: position.entryIntentId,
    causationId: cause,
    decidedAt: toInstant(nowMs),
    expiresAt: toInstant(nowMs + desk.rules.exitTtlMs),
    producer: { service: desk.producer.service, release: desk.producer.release },
    symbol: position.symbol,
    snapshotId: desk.producer.snapshotId,
    side: "sell",
    reason: request.reason,
    urgency: "market",
    positionId: position.positionId,
    budget: { kind: "all" },
    pnl: null,
    rawPnl: null,
    referencePrice: desk.exchange.quote(position.symbol)?.bid.toFixed() ?? null,
  };
}
