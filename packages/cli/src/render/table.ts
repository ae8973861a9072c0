/** Tables and sections of a result, apart from how they are shown. */
export type Table = {
  readonly columns: readonly { readonly title: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

export type Section = {
  readonly title: string;
  /** Sentences below the title. */
  readonly notes: readonly string[];
  readonly table: Table | null;
};

const GAP = "  ";

/** Sections as text in columns. */
export const renderText = (sections: readonly Section[]): string => sections.map(renderSection).join("\n");

function renderSection({ title, notes, table }: Section): string {
  const lines = [title, ...notes.map((note) => `  ${note}`), ...(table === null ? [] : renderTable(table))];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function renderTable({ columns, rows }: Table): readonly string[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((widest, row) => Math.max(widest, cellOf(row, index).length), title.length),
  );
  const line = (cells: readonly string[]): string =>
    GAP +
    columns
      .map(({ isNumber = false }, index) => {
        const cell = cellOf(cells, index);
        const width = widths[index] ?? 0;
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(GAP);
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

const cellOf = (row: readonly string[], index: number): string => row[index] ?? "";
