/** One page of a table, newest first, found by its index however far back it lies. */
import type { Page, PageCursor, PageQuery } from "@bottrader/ports";
import { type RecordTable, selectRows } from "../sql/record-table.ts";
import type { Sql } from "../sql/sql.ts";

export type PageOptions<R> = {
  readonly query: PageQuery;
  readonly timeColumn: string;
  readonly idColumn: string;
  readonly cursorOf: (row: R) => PageCursor;
  /** A further condition without parameters. */
  readonly condition?: string;
};

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

export async function selectPage<R extends object>(
  sql: Sql,
  table: RecordTable<R>,
  options: PageOptions<R>,
): Promise<Page<R>> {
  const { query, timeColumn, idColumn, cursorOf } = options;
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? LIMIT_DEFAULT), 1), LIMIT_MAX);
  // One more than asked for tells whether there is a next page.
  const params: unknown[] = [limit + 1];
  const conditions = [options.condition ?? "true"];
  if (query.symbol !== undefined) conditions.push(`symbol = $${params.push(query.symbol)}`);
  if (query.sinceMs !== undefined) conditions.push(`${timeColumn} >= $${params.push(toText(query.sinceMs))}`);
  if (query.after !== undefined) {
    const place = `($${params.push(toText(query.after.atMs))}::timestamptz, $${params.push(query.after.id)})`;
    conditions.push(`(${timeColumn}, ${idColumn}) < ${place}`);
  }
  const tail = `WHERE ${conditions.join(" AND ")} ORDER BY ${timeColumn} DESC, ${idColumn} DESC LIMIT $1`;
  const rows = await selectRows(sql, table, { tail, params });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

const toText = (ms: number): string => new Date(ms).toISOString();
