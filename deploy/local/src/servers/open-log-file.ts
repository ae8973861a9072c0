import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";

import { readText } from "./read-text.ts";

const LOG_BYTES_MAX = 10 * 1024 * 1024;

/** A log file of bounded size: a full one becomes NAME.1 and a new one is begun. */
export interface LogFile {
  write(line: string): void;
  close(): void;
}

/** Opens a log file (mode 0600) for appending; at most two times `bytesMax` are kept on disk. */
export function openLogFile(path: string, bytesMax = LOG_BYTES_MAX): LogFile {
  let descriptor = openForAppending(path, bytesMax);
  let bytes = statSync(path).size;
  return {
    write(line) {
      if (bytes > bytesMax) {
        closeSync(descriptor);
        descriptor = openForAppending(path, bytesMax);
        bytes = 0;
      }
      bytes += writeSync(descriptor, `${line}\n`);
    },
    close: () => closeSync(descriptor),
  };
}

/** A descriptor to append to; the file is put aside first when it is full. The caller closes it. */
export function openForAppending(path: string, bytesMax = LOG_BYTES_MAX): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > bytesMax) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

/** The last lines of a log file, for an error message. */
export function lastLines(path: string, count: number): readonly string[] {
  const lines = (readText(path) ?? "").split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-count);
}
