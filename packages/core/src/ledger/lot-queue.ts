/**
 * The open lots of one symbol, oldest first. Taking from the front costs the same however many lots are open, and memory
 * follows the number of open lots.
 */
import type { ScaledLot } from "./allocation.ts";
import { compareFillKeys } from "./fill.ts";

export type LotQueue = { lots: ScaledLot[]; head: number };

const COMPACT_FROM = 1_024;

export const createLotQueue = (lots: readonly ScaledLot[] = []): LotQueue => ({ lots: [...lots], head: 0 });

export const openLots = (queue: LotQueue): readonly ScaledLot[] => queue.lots.slice(queue.head);

export const oldestLot = (queue: LotQueue): ScaledLot | undefined => queue.lots[queue.head];

export function replaceOldestLot(queue: LotQueue, lot: ScaledLot): void {
  queue.lots[queue.head] = lot;
}

export function dropOldestLot(queue: LotQueue): void {
  queue.head += 1;
  if (queue.head < COMPACT_FROM || queue.head * 2 < queue.lots.length) return;
  queue.lots = queue.lots.slice(queue.head);
  queue.head = 0;
}

/** Puts a lot at its place by (time, trade id). Returns the lot already there when the same buy is in the queue. */
export function insertLot(queue: LotQueue, lot: ScaledLot): ScaledLot | null {
  let at = queue.lots.length;
  // Fills arrive nearly in order: the walk from the young end is short.
  for (let before = queue.lots.at(-1); before !== undefined && at > queue.head; before = queue.lots[at - 1]) {
    const order = compareFillKeys(keyOf(before), keyOf(lot));
    if (order === 0) return before;
    if (order < 0) break;
    at -= 1;
  }
  if (at === queue.lots.length) queue.lots.push(lot);
  else queue.lots.splice(at, 0, lot);
  return null;
}

const keyOf = (lot: ScaledLot) => ({ timestampMs: lot.buyTimeMs, tradeId: lot.buyTradeId });
