/** An outbox in memory. */
import type { OutboxRow, OutboxStore } from "@bottrader/ports";
import { type MemoryTable, rowsOfGroup, stageTable } from "./memory-table.ts";
import { EVERY, type MemoryTables, type OutboxEntry } from "./memory-tables.ts";

export function createMemoryOutboxStore(outbox: MemoryTable<OutboxEntry>, { intents }: MemoryTables): OutboxStore {
  return {
    unpublished: async (limit) =>
      bySequence(rowsOfGroup(outbox, "unpublished", EVERY))
        .slice(0, limit)
        .map(toRow),
    markPublished: async (sequences, atMs) => {
      const wanted = new Set(sequences);
      const staged = stageTable(outbox);
      for (const row of outbox.rows.values()) if (wanted.has(row.sequence)) staged.put({ ...row, publishedAtMs: atMs });
      staged.commit();
    },
    lost: async (beforeMs, limit) => {
      const isLost = ({ intentId, publishedAtMs }: OutboxEntry): boolean =>
        publishedAtMs !== null && publishedAtMs < beforeMs && !intents.rows.has(intentId);
      return bySequence([...outbox.rows.values()].filter(isLost))
        .slice(0, limit)
        .map(toRow);
    },
  };
}

const bySequence = (rows: readonly OutboxEntry[]): readonly OutboxEntry[] =>
  rows.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));

const toRow = ({ sequence, queue, intentId, payload }: OutboxEntry): OutboxRow => ({
  sequence,
  queue,
  intentId,
  payload,
});
