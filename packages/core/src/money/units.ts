/**
 * Units of money. `price.mul(qty)` loses its brand on purpose: a change of unit needs a named function from this file.
 */
import { Decimal, type DecimalValue } from "./decimal.ts";

declare const unit: unique symbol;
type Unit<Name extends string> = Decimal & { readonly [unit]: Name };

/** Quote units for one base unit. */
export type Price = Unit<"Price">;
/** Base units. */
export type Qty = Unit<"Qty">;
/** Quote units. */
export type Quote = Unit<"Quote">;

export const price = (value: DecimalValue): Price => new Decimal(value) as Price;
export const qty = (value: DecimalValue): Qty => new Decimal(value) as Qty;
export const quote = (value: DecimalValue): Quote => new Decimal(value) as Quote;

/** Quote value of `size` base units at `at`. */
export const notional = (at: Price, size: Qty): Quote => at.mul(size) as Quote;
