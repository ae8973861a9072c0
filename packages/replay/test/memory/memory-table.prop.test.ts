import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryTable, rowsOfGroup, stageTable } from "../../src/memory/memory-table.ts";

type Row = { readonly id: string; readonly group: string | null; readonly value: number };

const id = fc.constantFrom("a", "b", "c", "d");
const change = fc.oneof(
  fc.record({ id, group: fc.constantFrom("x", "y", null), value: fc.nat() }),
  fc.record({ id, removed: fc.constant(true) }),
);
const transaction = fc.record({ changes: fc.array(change, { maxLength: 8 }), commits: fc.boolean() });

const byId = (rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const ofGroup = (model: ReadonlyMap<string, Row>, group: string): readonly Row[] =>
  byId([...model.values()].filter((row) => row.group === group));

test("whatever is staged, committed and dropped, rows and index are those of a plain map", () => {
  fc.assert(
    fc.property(fc.array(transaction, { maxLength: 12 }), (transactions) => {
      const table = memoryTable((row: Row) => row.id, { group: (row) => row.group });
      let model = new Map<string, Row>();
      for (const { changes, commits } of transactions) {
        const staged = stageTable(table);
        const next = new Map(model);
        for (const step of changes) {
          if ("removed" in step) {
            staged.remove(step.id);
            next.delete(step.id);
          } else {
            staged.put(step);
            next.set(step.id, step);
          }
        }
        expect(byId(staged.all())).toEqual(byId([...next.values()]));
        for (const group of ["x", "y"]) expect(byId(staged.group("group", group))).toEqual(ofGroup(next, group));
        if (commits) {
          staged.commit();
          model = next;
        }
        expect(byId([...table.rows.values()])).toEqual(byId([...model.values()]));
        for (const group of ["x", "y"]) expect(byId(rowsOfGroup(table, "group", group))).toEqual(ofGroup(model, group));
      }
    }),
  );
});
