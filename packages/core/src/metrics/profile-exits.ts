/** How each kind of exit went: what the price did while the position was held, and what the exit lost to the market. */
import { type Decimal, ZERO } from "../money/decimal.ts";
import type { Quote } from "../money/units.ts";
import { groupTrades } from "./group-trades.ts";
import { quoteMean } from "./interval.ts";
import type { Trade } from "./trade.ts";

/** A fraction over the trades it is known of. */
export type KnownRatio = {
  /** Trades of which it is known. */
  readonly trades: number;
  readonly mean: number;
  readonly largest: number;
};

export type ExitProfile = {
  readonly exitReason: string;
  readonly trades: number;
  /** Mean P&L, net of fees. */
  readonly expectancy: Quote;
  /** Fall below the entry price while held, as a fraction of it; null where nobody watched. */
  readonly mae: KnownRatio | null;
  /** Rise above the entry price while held, likewise. */
  readonly mfe: KnownRatio | null;
  /** Fraction of the price lost between decision and fill, below 0 where the exit got more; null where the decided price is unknown. */
  readonly slippage: KnownRatio | null;
};

/** One profile an exit reason, by reason. What is unknown of a trade is left out, never counted as zero (P44). */
export function profileExits(
  trades: readonly Trade[],
  { includeDust }: { readonly includeDust: boolean },
): readonly ExitProfile[] {
  const counted = includeDust ? trades : trades.filter((trade) => !trade.dust);
  return [...groupTrades(counted, "exitReason")].map(([exitReason, group]) => ({
    exitReason,
    trades: group.length,
    expectancy: meanPnl(group),
    mae: knownRatio(group, ({ mae }) => mae),
    mfe: knownRatio(group, ({ mfe }) => mfe),
    slippage: knownRatio(group, ({ slippage }) => slippage),
  }));
}

function knownRatio(trades: readonly Trade[], ratioOf: (trade: Trade) => number | null): KnownRatio | null {
  const known = trades.map(ratioOf).filter((ratio) => ratio !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((total, ratio) => total + ratio, 0);
  const largest = known.reduce((most, ratio) => Math.max(most, ratio), Number.NEGATIVE_INFINITY);
  return { trades: known.length, mean: sum / known.length, largest };
}

const meanPnl = (trades: readonly Trade[]): Quote =>
  quoteMean(
    trades.reduce<Decimal>((sum, { pnl }) => sum.add(pnl), ZERO),
    trades.length,
  );
