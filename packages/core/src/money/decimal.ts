import { Decimal as DecimalBase } from "decimal.js";

/** Money arithmetic of the whole system: 40 significant digits, half-even, never exponent notation. */
export const Decimal = DecimalBase.clone({
  precision: 40,
  rounding: DecimalBase.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Decimal = InstanceType<typeof Decimal>;
export type DecimalValue = DecimalBase.Value;

export const ZERO = new Decimal(0);
export const ONE = new Decimal(1);
