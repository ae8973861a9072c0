import { describe, expect, test } from "vitest";
import { playsAfter } from "../src/compose/play-market.ts";

const NOW_MS = Date.UTC(2025, 11, 1);

describe("where a market goes on after a restart", () => {
  test("a recording: from its beginning, then from the last bar that was decided on", () => {
    expect(playsAfter({ kind: "recorded" }, null, NOW_MS)).toBe(0);
    expect(playsAfter({ kind: "recorded" }, 60_000, NOW_MS)).toBe(60_000);
  });

  test("a live feed: from now; nothing is decided on prices of an hour ago", () => {
    expect(playsAfter({ kind: "live" }, null, NOW_MS)).toBe(NOW_MS);
    expect(playsAfter({ kind: "live" }, NOW_MS - 3_600_000, NOW_MS)).toBe(NOW_MS);
  });

  test("an invented market: from now, then from the last bar, although its clock runs ahead of the wall", () => {
    expect(playsAfter({ kind: "synthetic" }, null, NOW_MS)).toBe(NOW_MS);
    expect(playsAfter({ kind: "synthetic" }, NOW_MS + 86_400_000, NOW_MS)).toBe(NOW_MS + 86_400_000);
  });
});
