import type { Decimal } from "../money/decimal.ts";
import { ONE } from "../money/decimal.ts";
import type { Price } from "../money/units.ts";

export type PnlInput = {
  readonly bid: Price;
  /** Fee of selling now, as a fraction of notional. */
  readonly exitFeeRatio: Decimal;
  /** Cost of one base unit, entry fees included. */
  readonly costPrice: Price;
  /** Average entry price without fees. */
  readonly entryPrice: Price;
};

/**
 * Profit of an open position as a fraction of its cost, at the price it could be sold for now.
 * `pnl = (bid·(1 − exitFee) − cost) / cost`; `rawPnl` ignores fees.
 */
export function positionPnl(input: PnlInput): { readonly pnl: Decimal; readonly rawPnl: Decimal } {
  const proceeds = input.bid.mul(ONE.sub(input.exitFeeRatio));
  return {
    pnl: proceeds.sub(input.costPrice).div(input.costPrice),
    rawPnl: input.bid.sub(input.entryPrice).div(input.entryPrice),
  };
}
