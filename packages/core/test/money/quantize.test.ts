import { Decimal, quantize } from "@bottrader/core";
import { describe, expect, test } from "vitest";

const quantized = (value: string, increment: string, direction: "down" | "up"): string =>
  quantize(new Decimal(value), new Decimal(increment), direction).toFixed();

describe("rounding to an increment", () => {
  test.each<readonly [value: string, increment: string, rounded: readonly [down: string, up: string]]>([
    ["1.23", "0.05", ["1.2", "1.25"]],
    ["1.25", "0.05", ["1.25", "1.25"]],
    ["7", "3", ["6", "9"]],
    ["0", "0.01", ["0", "0"]],
    ["-1.23", "0.05", ["-1.2", "-1.25"]],
  ])("%s on %s goes down and up to %o", (value, increment, [down, up]) => {
    expect(quantized(value, increment, "down")).toBe(down);
    expect(quantized(value, increment, "up")).toBe(up);
  });

  // A 40-digit value a hair from a multiple of 3: its quotient, rounded to 40 digits, is a whole number
  const hairBelowSix = `5.${"9".repeat(39)}`;
  const hairAboveSix = `6.${"0".repeat(38)}1`;

  test("down never exceeds the value, though the quotient was rounded up to a whole number of steps", () => {
    expect(quantized(hairBelowSix, "3", "down")).toBe("3");
    expect(quantized(`-${hairBelowSix}`, "3", "down")).toBe("-3");
    expect(quantized(hairBelowSix, "3", "up")).toBe("6");
  });

  test("up never falls short of the value, though the quotient was rounded down to a whole number of steps", () => {
    expect(quantized(hairAboveSix, "3", "up")).toBe("9");
    expect(quantized(`-${hairAboveSix}`, "3", "up")).toBe("-9");
    expect(quantized(hairAboveSix, "3", "down")).toBe("6");
  });
});
