/** Something in a candle file that must be put right before it can be played. */
export type CandleFileFault = {
  /** Name of the file, or the folder for a fault of the whole recording. */
  readonly file: string;
  /** Counted from 1, the header included; null where the fault is not of one line. */
  readonly line: number | null;
  readonly field: string;
  readonly problem: string;
  /** What would be accepted. */
  readonly allowed: string;
};

/** One line for people. */
export function describeCandleFileFault(fault: CandleFileFault): string {
  const place = fault.line === null ? fault.file : `${fault.file} line ${fault.line}`;
  return `${place}: ${fault.field} ${fault.problem}; allowed: ${fault.allowed}`;
}
