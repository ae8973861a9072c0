/** Wins and losses counted and summed: the one definition of a win that every number uses (P28, P34). */
import { type Decimal, ZERO } from "../money/decimal.ts";
import type { Quote } from "../money/units.ts";
import type { Trade } from "./trade.ts";

/** Win: pnl > epsilon. Loss: pnl < −epsilon. Else break-even, outside both counts. */
export type Tally = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly breakEven: number;
  /** Sum of the wins' P&L. */
  readonly gains: Decimal;
  /** Sum of the losses' P&L as a magnitude. */
  readonly lost: Decimal;
  readonly pnl: Decimal;
};

export function tallyTrades(trades: readonly Trade[], breakevenEpsilon: Quote): Tally {
  let wins = 0;
  let losses = 0;
  let gains: Decimal = ZERO;
  let lost: Decimal = ZERO;
  let pnl: Decimal = ZERO;
  for (const trade of trades) {
    pnl = pnl.add(trade.pnl);
    if (trade.pnl.gt(breakevenEpsilon)) {
      wins += 1;
      gains = gains.add(trade.pnl);
    } else if (trade.pnl.lt(breakevenEpsilon.neg())) {
      losses += 1;
      lost = lost.sub(trade.pnl);
    }
  }
  return { trades: trades.length, wins, losses, breakEven: trades.length - wins - losses, gains, lost, pnl };
}

/** Wins as a fraction of the decided trades; null when none is decided. */
export const winRateOf = ({ wins, losses }: Pick<Tally, "wins" | "losses">): number | null =>
  wins + losses === 0 ? null : wins / (wins + losses);

/** Gains over losses; null without losses. */
export const profitFactorOf = ({ gains, lost }: Pick<Tally, "gains" | "lost">): number | null =>
  lost.isZero() ? null : gains.div(lost).toNumber();
