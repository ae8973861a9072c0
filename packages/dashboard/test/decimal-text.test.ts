import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf, roundDecimalText, signOf, sumDecimalTexts } from "../src/format/decimal-text.ts";

test.each([
  ["1.005", 2, "1.01"],
  ["-1.005", 2, "-1.01"],
  ["1.0049", 2, "1.00"],
  ["0.5", 0, "1"],
  ["12", 2, "12.00"],
  ["-0.004", 2, "0.00"],
  ["99999999999999999999.995", 2, "100000000000000000000.00"],
])("%s to %i decimals is %s: halves away from zero, no minus in front of nothing", (text, digits, rounded) => {
  expect(roundDecimalText(text, digits)).toBe(rounded);
});

test.each(["", "abc", "1e5", "NaN", "Infinity", " 1", "1.", ".5", "--1"])("%j is missing, never zero (P30)", (text) => {
  expect(roundDecimalText(text, 2)).toBeNull();
  expect(signOf(text)).toBeNull();
  expect(sumDecimalTexts(["1", text])).toBeNull();
});

test("sums are exact where floats are not", () => {
  expect(sumDecimalTexts(["0.1", "0.2"])).toBe("0.3");
  expect(sumDecimalTexts(["-1.25", "0.000000000000000001"])).toBe("-1.249999999999999999");
  expect(sumDecimalTexts([])).toBe("0");
});

test("a difference with a negative number adds it", () => {
  expect(differenceOf("10", "-2.5")).toBe("12.5");
  expect(differenceOf("9908.63", "10000")).toBe("-91.37");
});

test("the sign of nothing is zero however it is written", () => {
  expect([signOf("-0.00"), signOf("0"), signOf("0.0001"), signOf("-3")]).toEqual([0, 0, 1, -1]);
});

test("the order of terms does not change a sum, and rounding stays within half a unit", () => {
  const text = fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 1, max: 18 }))
    .map(([units, scale]) => {
      const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
      return `${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 6 }), (texts, digits) => {
      const sum = sumDecimalTexts(texts);
      const reversed = sumDecimalTexts(texts.toReversed());
      expect(Number(reversed)).toBe(Number(sum));
      const rounded = roundDecimalText(sum ?? "", digits);
      const error = differenceOf(`${sum}`, `${rounded}`);
      const half = digits === 0 ? "0.5" : `0.${"0".repeat(digits)}5`;
      expect(signOf(differenceOf(half, (error ?? "").replace("-", "")) ?? "")).not.toBe(-1);
    }),
  );
});
