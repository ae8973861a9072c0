import type { Decimal } from "./decimal.ts";

const DECIMAL_TEXT = /^-?\d{1,30}(\.\d{1,30})?$/;

/** True when `text` is a plain finite decimal: no exponent, no sign but a leading minus, no blanks. */
export const isDecimalText = (text: string): boolean => DECIMAL_TEXT.test(text);

/** Plain decimal text without exponent or trailing zeros: the only form in which money leaves the process. */
export const toDecimalText = (value: Decimal): string => value.toFixed();
