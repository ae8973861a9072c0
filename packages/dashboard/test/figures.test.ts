import { expect, test } from "vitest";
import {
  formatFactor,
  formatMoney,
  formatPercent,
  formatPrice,
  formatReading,
  formatSignedMoney,
  formatSignedPercent,
  formatSize,
  MISSING,
  priceDecimals,
  toneOf,
} from "../src/format/figures.ts";

test.each([
  ["1234567.891", "1,234,567.89"],
  ["-999.995", "\u22121,000.00"],
  ["0", "0.00"],
  ["0.05", "0.05"],
  ["0.0034567", "0.0035"],
  ["-0.00000012", "\u22120.00000012"],
])("money %s reads %s", (text, shown) => {
  expect(formatMoney(text)).toBe(shown);
});

test("money that is missing or unreadable says so instead of showing zero (P30)", () => {
  expect([formatMoney(null), formatMoney(undefined), formatMoney("oops")]).toEqual([MISSING, MISSING, MISSING]);
});

test("a gain carries a plus, a loss a minus, nothing neither", () => {
  expect([formatSignedMoney("1.5"), formatSignedMoney("-1.5"), formatSignedMoney("0")]).toEqual([
    "+1.50",
    "\u22121.50",
    "0.00",
  ]);
  expect([toneOf("1.5"), toneOf("-1.5"), toneOf("0"), toneOf(null)]).toEqual(["gain", "loss", "flat", "flat"]);
});

test.each([
  ["58123.456", "58,123.46"],
  ["13.49702", "13.4970"],
  ["0.0374791234", "0.037479"],
  ["0.00001234567", "0.000012346"],
  ["0.00000000012", "0.000000000120"],
])("price %s keeps the decimals its size needs: %s (P79)", (text, shown) => {
  expect(formatPrice(text)).toBe(shown);
});

test("no price is too odd to give the chart a precision", () => {
  expect([priceDecimals(0), priceDecimals(Number.NaN), priceDecimals(1), priceDecimals(1_000)]).toEqual([2, 2, 4, 2]);
});

test.each([
  ["0.50000000", "0.5"],
  ["16008.965020", "16,008.96502"],
  ["100", "100"],
  ["0", "0"],
  ["0.000000001", "0"],
])("size %s reads %s", (text, shown) => {
  expect(formatSize(text)).toBe(shown);
});

test("ratios become percent only here", () => {
  expect(formatPercent(0.39062)).toBe("39.1\u202f%");
  expect(formatPercent(null)).toBe(MISSING);
  expect(formatPercent(-0.00001)).toBe("0.0\u202f%");
  expect(formatSignedPercent(0.0118)).toBe("+1.18\u202f%");
  expect(formatSignedPercent(0.000001)).toBe("0.00\u202f%");
  expect(formatSignedPercent(-0.0196)).toBe("\u22121.96\u202f%");
});

test("a factor that is missing or infinite is not a number to show", () => {
  expect([formatFactor(0.8), formatFactor(null), formatFactor(Number.POSITIVE_INFINITY)]).toEqual([
    "0.80",
    MISSING,
    MISSING,
  ]);
});

test("what a rule compared is shown as a number when it is one", () => {
  const shown = ["-0.0042123456789", "0.15", "58012.4", "30", "0", "2 of 3", null].map(formatReading);
  expect(shown).toEqual(["\u22120.0042123", "0.15", "58,012.4", "30", "0", "2 of 3", "\u2013"]);
});
