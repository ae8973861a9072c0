/** Throws when a condition that only a bug can break does not hold. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** Ends an exhaustive switch. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${String(value)}`);
}
