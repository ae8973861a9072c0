import { toInstant } from "@bottrader/contracts";
import { type Quote, quote } from "@bottrader/core";
import type { EquityRecord } from "@bottrader/ports";
import type { EquityCheck } from "./report-data.ts";

export type StartingEquity = {
  readonly amount: Quote;
  readonly source: string;
  /** The account as it is now; null when only a running order manager could say. */
  readonly now: EquityRecord | null;
};

/** Whether what the account is worth is what it began with and has earned, to the last digit (I6, P19). */
export function checkEquity(point: EquityRecord, starting: StartingEquity): EquityCheck {
  const { cash, realised, unrealised, equity } = point;
  const difference = quote(equity.sub(starting.amount.add(realised).add(unrealised)));
  return {
    at: toInstant(point.atMs),
    cash,
    realised,
    unrealised,
    equity,
    startingEquity: starting.amount,
    startingEquitySource: starting.source,
    difference,
    holds: difference.isZero(),
  };
}
