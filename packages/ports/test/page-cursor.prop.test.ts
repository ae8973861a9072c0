import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePageCursor, toPageCursorText } from "../src/index.ts";

const cursor = fc.record({
  atMs: fc.integer({ min: 0, max: 999_999_999_999_999 }),
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/),
});

test("a cursor given back is the one handed out", () => {
  fc.assert(
    fc.property(cursor, (value) => {
      expect(parsePageCursor(toPageCursorText(value))).toEqual(value);
    }),
  );
});

test.each(["", "_", "12", "12_", "x_1", "-1_a", "1e3_a", " 1_a"])("%j is not a cursor", (text) => {
  expect(parsePageCursor(text)).toBeNull();
});
