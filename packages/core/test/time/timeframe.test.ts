import { timeframeMs } from "@bottrader/core";
import { describe, expect, test } from "vitest";

describe("a timeframe", () => {
  test.each([
    ["1s", 1_000],
    ["5m", 300_000],
    ["4h", 14_400_000],
    ["1d", 86_400_000],
    ["999w", 604_195_200_000],
  ])("%s lasts %d ms", (text, ms) => {
    expect(timeframeMs(text)).toEqual({ ok: true, value: ms });
  });

  test.each(["", "m", "0m", "05m", "5M", "1000m", "5 m", "1h30m", "-1m", "1.5h"])("'%s' is refused", (text) => {
    expect(timeframeMs(text)).toEqual({
      ok: false,
      error: `timeframe "${text}" is not a count followed by s, m, h, d or w`,
    });
  });
});
