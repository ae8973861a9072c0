import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameSecret } from "../src/index.ts";

test("a secret is the same as itself and as nothing else", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(isSameSecret(one, one)).toBe(true);
      expect(isSameSecret(one, other)).toBe(one === other);
    }),
  );
});

test("F1: another length or a longer beginning is no exception, only a no", () => {
  expect(isSameSecret("", "secret")).toBe(false);
  expect(isSameSecret("secre", "secret")).toBe(false);
  expect(isSameSecret("secret".repeat(10_000), "secret")).toBe(false);
  expect(isSameSecret("sécrèt", "secret")).toBe(false);
});
