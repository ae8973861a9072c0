import { createLogger, type Logger } from "../src/index.ts";

/** A logger whose lines can be read. */
export function capturedLog(): { readonly log: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  return { log: createLogger({ service: "test", level: "trace", stream }), lines };
}
