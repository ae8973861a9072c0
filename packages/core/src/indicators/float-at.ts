/** The element at an index that the caller keeps within the array, without a check for every bar. */
export function floatAt(values: Float64Array, index: number): number {
  return values[index] as number;
}
