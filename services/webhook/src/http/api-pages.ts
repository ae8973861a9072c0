/** Pages of the API: newest first, as many rows as asked for, and a cursor to go on with. */
import { type Page, type PageQuery, parsePageCursor, toPageCursorText } from "@bottrader/ports";
import { z } from "zod";

export const pageQuery = z.object({
  since: z.iso.datetime().optional(),
  symbol: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  // An unreadable cursor must not silently be the first page again: a script would read it for ever
  cursor: z
    .string()
    .max(200)
    .refine((text) => parsePageCursor(text) !== null, "is not a cursor this API gave")
    .optional(),
});

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), cursor: z.string().nullable() });

export function toPageQuery(query: z.output<typeof pageQuery>): PageQuery {
  const after = query.cursor === undefined ? null : parsePageCursor(query.cursor);
  return {
    limit: query.limit,
    ...(query.symbol === undefined ? {} : { symbol: query.symbol }),
    ...(query.since === undefined ? {} : { sinceMs: Date.parse(query.since) }),
    ...(after === null ? {} : { after }),
  };
}

export const mapPage = <T, V>(from: Page<T>, view: (item: T) => V): { items: V[]; cursor: string | null } => ({
  items: from.items.map(view),
  cursor: from.next === null ? null : toPageCursorText(from.next),
});
