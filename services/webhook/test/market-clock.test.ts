import { expect, test } from "vitest";
import { createMarketClock } from "../src/market/market-clock.ts";

test("on a recording it is the time of the newest bar, and never goes back", () => {
  const clock = createMarketClock(() => 9_000_000);
  clock.follow("tape");
  clock.advance(5_000);
  clock.advance(3_000);
  expect(clock.nowMs()).toBe(5_000);
});

test("on a live feed it is the wall's", () => {
  let wallMs = 1_000;
  const clock = createMarketClock(() => wallMs);
  clock.advance(500);
  clock.follow("wall");
  wallMs = 2_000;
  expect(clock.nowMs()).toBe(2_000);
});
