import fc from "fast-check";
import { expect, test } from "vitest";
import { keyedIntentId } from "../src/index.ts";

const atMs = fc.integer({ min: 0, max: 4_102_444_800_000 });

test("F56: the same key at the same time is the same id, so that a crash in between decides nothing twice", () => {
  fc.assert(
    fc.property(atMs, fc.string(), (nowMs, key) => {
      expect(keyedIntentId(nowMs, key)).toBe(keyedIntentId(nowMs, key));
    }),
  );
});

test("F8: every id is one a queue takes: int_ and a ULID", () => {
  fc.assert(
    fc.property(atMs, fc.string(), (nowMs, key) => {
      expect(keyedIntentId(nowMs, key)).toMatch(/^int_[0-9A-HJKMNP-TV-Z]{26}$/);
    }),
  );
});

test("another key or another time is another id", () => {
  fc.assert(
    fc.property(atMs, fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 2 }), (nowMs, [one = "", other = ""]) => {
      expect(keyedIntentId(nowMs, one)).not.toBe(keyedIntentId(nowMs, other));
      expect(keyedIntentId(nowMs, one)).not.toBe(keyedIntentId(nowMs + 1, one));
    }),
  );
});

test("ids sort by time", () => {
  fc.assert(
    fc.property(atMs, fc.integer({ min: 1, max: 1_000_000 }), fc.string(), (nowMs, laterMs, key) => {
      expect(keyedIntentId(nowMs, key) < keyedIntentId(nowMs + laterMs, key)).toBe(true);
    }),
  );
});
