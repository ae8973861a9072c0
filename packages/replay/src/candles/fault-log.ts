import type { CandleFileFault } from "./candle-file-fault.ts";

/** A file that is wrong throughout is understood from its first faults. */
const FAULTS_KEPT = 20;

type LineFault = Omit<CandleFileFault, "file">;

/**
 * The faults of one file: the first ones in full, the rest as a number. Faults of order are kept apart until the end of the file,
 * because where most rows fall they are all one fault: the file runs backwards.
 */
export class FaultLog {
  readonly #file: string;
  readonly #kept: LineFault[] = [];
  #ofOrder: LineFault[] = [];
  #count = 0;
  #countOfOrder = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get count(): number {
    return this.#count + this.#countOfOrder;
  }

  add(fault: LineFault): void {
    this.#count += 1;
    if (this.#kept.length < FAULTS_KEPT) this.#kept.push(fault);
  }

  addOfOrder(fault: LineFault): void {
    this.#countOfOrder += 1;
    if (this.#ofOrder.length < FAULTS_KEPT) this.#ofOrder.push(fault);
  }

  /** Puts one fault in the place of every fault of order. */
  replaceOrder(fault: LineFault): void {
    this.#ofOrder = [fault];
    this.#countOfOrder = 1;
  }

  /** In the order of the lines, those of the whole file first. */
  list(): readonly CandleFileFault[] {
    const byLine = [...this.#kept, ...this.#ofOrder].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const listed = byLine.slice(0, FAULTS_KEPT);
    const unlisted = this.count - listed.length;
    if (unlisted > 0) {
      listed.push({ line: null, field: "rows", problem: `have ${unlisted} more faults`, allowed: "none" });
    }
    return listed.map((fault) => ({ file: this.#file, ...fault }));
  }
}
