import { floatAt } from "./float-at.ts";

/** Median of at least one value; the mean of the middle two when their number is even. Sorts `values` in place. */
export function medianOf(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  const upper = floatAt(values, middle);
  return values.length % 2 === 1 ? upper : (floatAt(values, middle - 1) + upper) / 2;
}
