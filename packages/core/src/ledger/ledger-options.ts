import type { Quote } from "../money/units.ts";
import { type LedgerFill, unscaleFill } from "./fill.ts";
import { scaledFromRounded } from "./scaled.ts";
import type { ScaledFeeValue } from "./settle-fill.ts";

/** Value in the fill's quote currency of its whole fee at the time of the fill, or null when it is not known. */
export type FeeValue = (fill: LedgerFill) => Quote | null;

export type LedgerOptions = {
  /** Asked only for fees in a coin that is neither base nor quote. Without it no such fee has a known value. */
  readonly valueFee?: FeeValue;
};

/** The fee valuer of `options` over scaled fills; values are rounded half-even to 18 places. */
export function scaledFeeValue(options: LedgerOptions): ScaledFeeValue {
  const { valueFee } = options;
  if (valueFee === undefined) return () => null;
  return (fill) => {
    const value = valueFee(unscaleFill(fill));
    return value === null ? null : scaledFromRounded(value);
  };
}
