type Cell = string | number | boolean | null;

/** Rows as CSV (RFC 4180), with a header. Null is an empty field. */
export function renderCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = rows.map((row) => columns.map((column) => field(row[column])));
  return [columns, ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

function field(value: Cell | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
