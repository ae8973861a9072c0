import { allocateFifo } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

/*
 * buy  1.000 at 200, fee 0.001 BTC → 0.999 held, cost 200.00 of which 0.20 is fee
 * sell 0.999 at 210, fee 0.20979 USD → proceeds 209.79, net 209.58021, pnl 9.58021, fees 0.40979
 */
test("a buy that pays its fee in base brings less and costs the same, and all of it can be sold (F11)", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "buy", price: "200", size: "1", fee: "0.001", feeCurrency: "BTC" }),
      buildFill({ tradeId: "2", side: "sell", price: "210", size: "0.999", fee: "0.20979", timestampMs: 1 }),
    ]),
  );
  expect(ledger.lots).toEqual([]);
  expect(ledger.unmatched).toEqual([]);
  expect(asText(ledger.allocations)).toMatchObject([
    { size: "0.999", costBasis: "200", proceeds: "209.79", netProceeds: "209.58021", fees: "0.40979", pnl: "9.58021" },
  ]);
});

/*
 * buy  2.0 at 100, no fee → cost 200
 * sell 1.0 at 150, fee 0.01 BTC → 1.01 leaves the account, valued 151.50, fee 1.50, net 150.00 (the cash that came in)
 * cost of 1.01: 101 → pnl 49, left 0.99 costing 99
 */
test("a sell that pays its fee in base takes the fee out of the lots too (F11, I5)", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "buy", price: "100", size: "2" }),
      buildFill({
        tradeId: "2",
        side: "sell",
        price: "150",
        size: "1",
        fee: "0.01",
        feeCurrency: "BTC",
        timestampMs: 1,
      }),
    ]),
  );
  expect(asText(ledger.allocations)).toMatchObject([
    { size: "1.01", costBasis: "101", proceeds: "151.5", netProceeds: "150", fees: "1.5", pnl: "49" },
  ]);
  expect(asText(ledger.lots)).toMatchObject([{ size: "0.99", costBasis: "99" }]);
});
