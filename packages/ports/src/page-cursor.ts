/** Where a page of rows ended: its last row's time and id. Rows of one instant are told apart by the id, so none is skipped. */
export type PageCursor = { readonly atMs: number; readonly id: string };

export const toPageCursorText = ({ atMs, id }: PageCursor): string => `${atMs}_${id}`;

/** The cursor a client gives back, or null when it is not one of ours. */
export function parsePageCursor(text: string): PageCursor | null {
  const match = /^(\d{1,15})_(.{1,120})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { atMs: Number(match[1]), id: match[2] };
}
