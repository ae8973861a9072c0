import { z } from "zod";

const NUMBER = /^-?\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?$/i;

/** A finite number as its text, whether ccxt gives it as text or as a number. */
export const numericText = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => NUMBER.test(text), "is not a number");
