/**
 * A table in memory with named indexes, and a transaction's view of it.
 *
 * Invariants
 * 1. A stage never touches the table before `commit`; dropping the stage is the rollback.
 * 2. An index holds exactly the rows its function gives a group.
 */
export type MemoryTable<R> = {
  readonly keyOf: (row: R) => string;
  readonly indexes: Readonly<Record<string, (row: R) => string | null>>;
  readonly rows: Map<string, R>;
  /** Index name → group → rows of the group by key. */
  readonly groups: Map<string, Map<string, Map<string, R>>>;
  /** Rows written or removed so far: while it is the same, so is the table. */
  changes: number;
};

/** One transaction's view of a table. */
export type StagedTable<R> = {
  get(key: string): R | null;
  put(row: R): void;
  remove(key: string): void;
  all(): readonly R[];
  /** Rows the index puts into `group`. */
  group(index: string, group: string): readonly R[];
  /** Makes the changes visible to everybody. */
  commit(): void;
};

export function memoryTable<R>(
  keyOf: (row: R) => string,
  indexes: Readonly<Record<string, (row: R) => string | null>> = {},
): MemoryTable<R> {
  const groups = new Map(Object.keys(indexes).map((name) => [name, new Map<string, Map<string, R>>()]));
  return { keyOf, indexes, rows: new Map(), groups, changes: 0 };
}

/** Committed rows that the index puts into `group`. */
export const rowsOfGroup = <R>(table: MemoryTable<R>, index: string, group: string): readonly R[] => [
  ...(table.groups.get(index)?.get(group)?.values() ?? []),
];

export function stageTable<R>(table: MemoryTable<R>): StagedTable<R> {
  /** Null marks a removed row. */
  const changes = new Map<string, R | null>();
  const changed = (keep: (row: R) => boolean): readonly R[] =>
    [...changes.values()].filter((row): row is R => row !== null && keep(row));
  const unchanged = (rows: readonly R[]): readonly R[] =>
    changes.size === 0 ? rows : rows.filter((row) => !changes.has(table.keyOf(row)));
  return {
    get: (key) => {
      const change = changes.get(key);
      return change === undefined ? (table.rows.get(key) ?? null) : change;
    },
    put: (row) => {
      changes.set(table.keyOf(row), row);
    },
    remove: (key) => {
      changes.set(key, null);
    },
    all: () => [...unchanged([...table.rows.values()]), ...changed(() => true)],
    group: (index, group) => [
      ...unchanged(rowsOfGroup(table, index, group)),
      ...changed((row) => table.indexes[index]?.(row) === group),
    ],
    commit: () => {
      for (const [key, row] of changes) replaceRow(table, key, row);
    },
  };
}

function replaceRow<R>(table: MemoryTable<R>, key: string, next: R | null): void {
  table.changes += 1;
  const before = table.rows.get(key);
  for (const [name, groupOf] of Object.entries(table.indexes)) {
    const groups = table.groups.get(name);
    if (groups === undefined) continue;
    const left = before === undefined ? null : groupOf(before);
    if (left !== null) leaveGroup(groups, left, key);
    const joined = next === null ? null : groupOf(next);
    if (joined !== null && next !== null) joinGroup(groups, joined, { key, row: next });
  }
  if (next === null) table.rows.delete(key);
  else table.rows.set(key, next);
}

function leaveGroup<R>(groups: Map<string, Map<string, R>>, group: string, key: string): void {
  const rows = groups.get(group);
  rows?.delete(key);
  if (rows?.size === 0) groups.delete(group);
}

function joinGroup<R>(groups: Map<string, Map<string, R>>, group: string, { key, row }: { key: string; row: R }): void {
  const rows = groups.get(group) ?? new Map<string, R>();
  rows.set(key, row);
  groups.set(group, rows);
}
