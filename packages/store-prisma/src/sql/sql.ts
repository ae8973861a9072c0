/** One SQL session: the pool outside a transaction, one connection inside. */
export interface Sql {
  query(text: string, params?: readonly unknown[]): Promise<SqlResult>;
}

export type SqlRow = Readonly<Record<string, unknown>>;
export type SqlResult = { readonly rows: readonly SqlRow[]; readonly rowCount: number | null };

/** The only row of a result that always has one. */
export function onlyRow(result: SqlResult): SqlRow {
  const [row] = result.rows;
  if (row === undefined) throw new Error("invariant broken: a query that always answers gave no row");
  return row;
}
