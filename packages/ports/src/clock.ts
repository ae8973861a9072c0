/** Time as the system sees it: the wall clock live, the tape's clock when a recording plays. */
export interface Clock {
  nowMs(): number;
}

/** Identifiers. The same key at the same time gives the same id, so a decision taken again after a crash is the same intent. */
export interface IdSource {
  /** `int_` followed by a ULID made of the time and a hash of `key`. */
  intentId(nowMs: number, key: string): string;
}
