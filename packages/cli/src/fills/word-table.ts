/** The few words a column repeats, each as one text however many lines have it. */

export type WordTable = (bytes: Buffer, start: number, end: number) => string | null;

const SLOTS = 4_096;
const LENGTH_MAX = 40;

/** Gives the ASCII word at a place of a buffer, or null when it is not one that `isAllowed`. */
export function createWordTable(isAllowed: (text: string) => boolean): WordTable {
  const slots: (string | undefined)[] = Array.from({ length: SLOTS });
  return (bytes, start, end) => {
    if (end - start > LENGTH_MAX) return null;
    let hash = 0;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const slot = hash & (SLOTS - 1);
    const known = slots[slot];
    if (known !== undefined && isAt(bytes, start, known) && known.length === end - start) return known;
    const text = bytes.toString("latin1", start, end);
    if (!isAllowed(text)) return null;
    slots[slot] = text;
    return text;
  };
}

function isAt(bytes: Buffer, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}
