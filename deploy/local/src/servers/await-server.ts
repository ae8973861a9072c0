import { lastLines } from "./open-log-file.ts";
import type { SupervisedProcess } from "./supervise-process.ts";
import { waitUntil } from "./wait-until.ts";

const LOG_LINES_SHOWN = 8;
const FAILED_STARTS_MAX = 6;

export interface ServerWait {
  readonly server: SupervisedProcess;
  readonly answers: () => Promise<boolean>;
  /** A server that recovers from a crash may need long before it answers. */
  readonly withinMs: number;
  readonly logFile: string;
}

/** Waits for a server's first answer. One that keeps dying is stopped, and an Error with the end of its log is thrown. */
export async function awaitServer({ server, answers, withinMs, logFile }: ServerWait): Promise<void> {
  let failedStarts = 0;
  server.onExit(() => {
    failedStarts += 1;
  });
  let isUp = false;
  await waitUntil(
    async () => {
      isUp = server.pid !== undefined && (await answers());
      return isUp || failedStarts >= FAILED_STARTS_MAX;
    },
    { withinMs, everyMs: 25 },
  );
  if (isUp) return;
  await server.stop();
  const why = lastLines(logFile, LOG_LINES_SHOWN).map((line) => `\n    ${line}`);
  throw new Error(`${server.name} does not start; its log ${logFile} ends with:${why.join("")}`);
}
