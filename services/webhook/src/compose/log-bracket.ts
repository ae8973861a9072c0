import { appendFile } from "node:fs/promises";
import type { Resources } from "./open-resources.ts";

/** One JSON line for each bracket decision of the intent; a full disk or a missing folder never stops a trade (P07). */
export async function logBracket(
  { database, log }: Pick<Resources, "database" | "log">,
  entry: { readonly path: string; readonly payload: unknown },
): Promise<void> {
  const intentId = (entry.payload as { intentId?: unknown } | null)?.intentId;
  if (typeof intentId !== "string") return;
  const story = await database.reads.intentStory(intentId);
  const lines = story?.bracketDecisions.map((decision) => `${JSON.stringify({ intentId, ...decision })}\n`) ?? [];
  await appendFile(entry.path, lines.join("")).catch((error: unknown) =>
    log.warn({ err: error }, "tpsl log cannot be written"),
  );
}
