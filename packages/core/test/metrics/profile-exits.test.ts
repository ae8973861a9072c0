import { profileExits } from "@bottrader/core";
import { expect, test } from "vitest";
import { buildTestTrade } from "./build-test-trade.ts";

const trades = [
  buildTestTrade({ pnl: "1", exitReason: "SOFT_STOP", slippage: 0.01, mae: 0.03, mfe: 0 }),
  buildTestTrade({ pnl: "2", exitReason: "SOFT_STOP", slippage: -0.005, mae: 0.01, mfe: 0.02 }),
  buildTestTrade({ pnl: "-6", exitReason: "SOFT_STOP", slippage: null }),
  buildTestTrade({ pnl: "1", exitReason: "TIME_EXIT", slippage: 0 }),
  buildTestTrade({ pnl: "1", exitReason: "MANUAL" }),
];

test("each exit reason by itself; what is unknown of a trade is left out, not zero (P44)", () => {
  const [manual, softStop, timeExit] = profileExits(trades, { includeDust: false });
  expect(manual).toMatchObject({ exitReason: "MANUAL", trades: 1, mae: null, mfe: null, slippage: null });
  expect(softStop).toMatchObject({
    exitReason: "SOFT_STOP",
    trades: 3,
    mae: { trades: 2, mean: 0.02, largest: 0.03 },
    mfe: { trades: 2, mean: 0.01, largest: 0.02 },
    slippage: { trades: 2, mean: 0.0025, largest: 0.01 },
  });
  expect(softStop?.expectancy.toFixed()).toBe("-1");
  expect(timeExit?.slippage).toEqual({ trades: 1, mean: 0, largest: 0 });
});

test("a slippage that was a gain everywhere has its smallest gain as the largest", () => {
  const gained = [-0.02, -0.01].map((slippage) => buildTestTrade({ pnl: "1", slippage }));
  expect(profileExits(gained, { includeDust: false })[0]?.slippage).toMatchObject({ largest: -0.01 });
});

test("dust says nothing about a kind of exit unless it is asked for", () => {
  const crumb = [buildTestTrade({ pnl: "1", dust: true, slippage: 0.5 })];
  expect(profileExits(crumb, { includeDust: false })).toEqual([]);
  expect(profileExits(crumb, { includeDust: true })[0]).toMatchObject({ trades: 1, slippage: { largest: 0.5 } });
  expect(profileExits([], { includeDust: true })).toEqual([]);
});
