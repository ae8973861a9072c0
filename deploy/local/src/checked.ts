/** What was asked for, or everything that is wrong with it, one line each. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };
