import { join } from "node:path";

import { findFreePort } from "./find-free-port.ts";
import type { Log } from "./log.ts";
import { readText } from "./read-text.ts";
import { writePrivateFile } from "./write-private-file.ts";

export interface PortChoice {
  /** The server's own folder; the port is remembered in it. */
  readonly dir: string;
  readonly serverName: string;
  readonly wanted: number | undefined;
  readonly log: Log;
}

/** The port of a private server: the wanted one, else the one it had before, else any; another one when that is in use, which is said. */
export async function choosePort({ dir, serverName, wanted, log }: PortChoice): Promise<number> {
  const remembered = Number.parseInt(readText(join(dir, "port")) ?? "", 10);
  const preferred = wanted ?? (remembered > 0 ? remembered : undefined);
  const port = await findFreePort(preferred);
  if (preferred !== undefined && port !== preferred) {
    log(`port ${preferred} is in use: ${serverName} takes ${port}`);
  }
  rememberPort(dir, port);
  return port;
}

/** Keeps the port for the next start. */
export function rememberPort(dir: string, port: number): void {
  writePrivateFile(join(dir, "port"), `${port}\n`);
}
