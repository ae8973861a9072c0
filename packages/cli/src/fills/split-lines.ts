/** Lines as places in a buffer: a file of a million lines makes no million texts. */

/** `end` is behind the last byte of the line, without its line feed. */
export type TakeLine = (bytes: Buffer, start: number, end: number) => void;

const LINE_FEED = 10;
/** No line of ours is longer; a file without line ends would otherwise be gathered whole. */
const LINE_BYTES_MAX = 1_048_576;
const NOTHING = Buffer.alloc(0);

export type LineSplitter = {
  /** Gives every line that is whole by now to `take`. The places are good until the next piece. Throws when a line has no end. */
  push(piece: Buffer): void;
  /** Gives what is left, when the last line has no end. */
  finish(): void;
};

export function createLineSplitter(take: TakeLine): LineSplitter {
  let rest: Buffer = NOTHING;
  return {
    push: (piece) => {
      let start = 0;
      let end = piece.indexOf(LINE_FEED);
      if (rest.length > 0 && end !== -1) {
        const line = Buffer.concat([rest, piece.subarray(0, end)]);
        rest = NOTHING;
        take(line, 0, line.length);
        start = end + 1;
        end = piece.indexOf(LINE_FEED, start);
      }
      for (; end !== -1; end = piece.indexOf(LINE_FEED, start)) {
        take(piece, start, end);
        start = end + 1;
      }
      if (start < piece.length) rest = Buffer.concat([rest, piece.subarray(start)]);
      if (rest.length > LINE_BYTES_MAX) throw new Error("it has a line of more than 1 MiB");
    },
    finish: () => {
      if (rest.length > 0) take(rest, 0, rest.length);
      rest = NOTHING;
    },
  };
}

/** Gives every line of a text that is wholly in memory to `take`. */
export function eachLine(text: Buffer, take: TakeLine): void {
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    take(text, start, end);
    start = end + 1;
  }
}

/** Behind the last byte of the line that begins at `start`. */
export function lineEnd(text: Buffer, start: number): number {
  const end = text.indexOf(LINE_FEED, start);
  return end === -1 ? text.length : end;
}
