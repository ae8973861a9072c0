/**
 * Rounding to a venue's increments, which are not powers of ten everywhere. The direction is always said by the caller.
 */
import { Decimal } from "./decimal.ts";

export type RoundDirection = "down" | "up";

/**
 * Rounds `value` to a multiple of `increment` (> 0) towards zero ("down") or away from it ("up"), keeping the brand.
 * An exact multiple is returned unchanged.
 */
export function quantize<T extends Decimal>(value: T, increment: Decimal, direction: RoundDirection): T {
  const steps = value.div(increment);
  const rounded = steps.toDecimalPlaces(0, direction === "down" ? Decimal.ROUND_DOWN : Decimal.ROUND_UP);
  const result = rounded.mul(increment) as T;
  // The division may round a non-terminating quotient up to the next integer; "down" must never exceed the value.
  if (direction === "down" && result.abs().gt(value.abs())) return rounded.sub(rounded.s).mul(increment) as T;
  if (direction === "up" && result.abs().lt(value.abs())) return rounded.add(rounded.s).mul(increment) as T;
  return result;
}
