/**
 * The open position of a symbol as the fold of its fills.
 *
 * Cost follows the average: a sell takes cost in proportion to size, so `costPrice` moves only with buys and exit thresholds do not
 * shift when half is sold. The P&L that is reported comes from the FIFO ledger; both see the same inventory, because both use
 * `settleFill` (a fee in base shrinks what is held).
 */
import { invariant } from "../invariant.ts";
import { type LedgerFault, type LedgerFill, scaleFill } from "../ledger/fill.ts";
import { type LedgerOptions, scaledFeeValue } from "../ledger/ledger-options.ts";
import { scaledFromRounded, scaledShare, scaledToDecimal } from "../ledger/scaled.ts";
import { type SettledFill, settleFill } from "../ledger/settle-fill.ts";
import { type Price, price, type Qty, type Quote, qty, quote } from "../money/units.ts";
import { ok, type Result } from "../result.ts";

export type Position = {
  readonly symbol: string;
  /** Base units held; 0 when closed. */
  readonly size: Qty;
  /** Σ price·size + fees of what is held, in quote. */
  readonly cost: Quote;
  readonly openedAtMs: number;
  /** Rises by one with every fill. */
  readonly version: number;
};

export type FoldedPosition = {
  readonly position: Position;
  /** Base units sold beyond what was held: sold elsewhere, or a buy is missing. Above zero is an alarm. */
  readonly oversold: Qty;
};

/**
 * The position after `fill`. The caller hands in each fill once. A buy after the position was closed opens it anew and keeps
 * counting its version.
 */
export function foldPosition(
  position: Position | null,
  fill: LedgerFill,
  options: LedgerOptions = {},
): Result<FoldedPosition, LedgerFault> {
  invariant(position === null || position.symbol === fill.symbol, "a position folds the fills of its own symbol");
  const scaled = scaleFill(fill);
  if (!scaled.ok) return scaled;
  const settled = settleFill(scaled.value, scaledFeeValue(options));
  if (!settled.ok) return settled;
  const held = position === null ? 0n : scaledFromRounded(position.size);
  const cost = position === null ? 0n : scaledFromRounded(position.cost);
  const next = fill.side === "buy" ? add({ held, cost }, settled.value) : remove({ held, cost }, settled.value);
  return ok({
    position: {
      symbol: fill.symbol,
      size: qty(scaledToDecimal(next.held)),
      cost: quote(scaledToDecimal(next.cost)),
      openedAtMs: position === null || held === 0n ? fill.timestampMs : position.openedAtMs,
      version: (position?.version ?? 0) + 1,
    },
    oversold: qty(scaledToDecimal(next.oversold)),
  });
}

/** Quote per base unit with fees, or null when nothing is held. */
export const costPrice = (position: Position): Price | null =>
  position.size.isZero() ? null : price(position.cost.div(position.size));

type Holding = { readonly held: bigint; readonly cost: bigint };

const add = ({ held, cost }: Holding, { size, value, fee }: SettledFill) => ({
  held: held + size,
  cost: cost + value + fee,
  oversold: 0n,
});

function remove({ held, cost }: Holding, { size }: SettledFill) {
  if (size >= held) return { held: 0n, cost: 0n, oversold: size - held };
  return { held: held - size, cost: cost - scaledShare(cost, size, held), oversold: 0n };
}
