import type { Log } from "./servers/log.ts";

/** The launcher's output: results on stdout; notes and a progress line, which notes never tear, on stderr. */
export interface Terminal {
  readonly isInteractive: boolean;
  /** A line of the result. */
  print(line: string): void;
  /** A line about what happens. */
  readonly note: Log;
  /** Shows a progress line in place of the last one; an empty text takes it away. Only for interactive terminals. */
  progress(text: string): void;
}

interface Output {
  write(text: string): unknown;
}

const ERASE_LINE = "\r\u001b[2K";

/** Wraps the two standard streams. */
export function createTerminal(stdout: Output, stderr: Output & { readonly isTTY?: boolean | undefined }): Terminal {
  const isInteractive = stderr.isTTY === true;
  let shown = "";
  const around = (write: () => void): void => {
    if (shown !== "") stderr.write(ERASE_LINE);
    write();
    if (shown !== "") stderr.write(shown);
  };
  return {
    isInteractive,
    print: (line) => around(() => stdout.write(`${line}\n`)),
    note: (line) => around(() => stderr.write(`${line}\n`)),
    progress(text) {
      if (!isInteractive) return;
      stderr.write(`${ERASE_LINE}${text}`);
      shown = text;
    },
  };
}
