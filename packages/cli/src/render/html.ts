import type { Section, Table } from "./table.ts";

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .25rem}p{margin:.25rem 0;color:#566}
table{border-collapse:collapse;margin-top:.5rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem .25rem 0;text-align:left;border-bottom:1px solid #e3e7ec}.n{text-align:right}
@media(prefers-color-scheme:dark){body{color:#dde3ea;background:#12161c}p{color:#9ab}th,td{border-color:#2a323d}}`;

/** A page that stands alone: no script, nothing fetched. */
export function renderHtml(title: string, sections: readonly Section[]): string {
  const body = sections.map(renderSection).join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}

function renderSection({ title, notes, table }: Section): string {
  const paragraphs = notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("\n");
  return `<h2>${escapeHtml(title)}</h2>\n${paragraphs}${table === null ? "" : `\n${renderTable(table)}`}`;
}

function renderTable({ columns, rows }: Table): string {
  const cell = (tag: "th" | "td", text: string, index: number): string =>
    `<${tag}${columns[index]?.isNumber === true ? ' class="n"' : ""}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map(({ title }, index) => cell("th", title, index)).join("");
  const body = rows.map((row) => `<tr>${row.map((text, index) => cell("td", text, index)).join("")}</tr>`).join("\n");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
