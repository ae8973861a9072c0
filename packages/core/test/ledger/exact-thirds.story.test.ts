import { allocateFifo } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

/*
 * buy 3 at 1, fee 0.10; three sells of 1 at 2. A third of 0.10 has no end: two shares of 0.033333333333333333 and a last one of
 * 0.033333333333333334 are 0.10 to the last digit.
 */
test("shares without an end are cut at 18 places and the last one takes the rest, so that they add up", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "buy", price: "1", size: "3", fee: "0.1" }),
      ...["2", "3", "4"].map((tradeId) =>
        buildFill({ tradeId, side: "sell", price: "2", size: "1", timestampMs: Number(tradeId) }),
      ),
    ]),
  );
  expect(asText(ledger.allocations)).toMatchObject([
    { fees: "0.033333333333333333", costBasis: "1.033333333333333333", pnl: "0.966666666666666667" },
    { fees: "0.033333333333333333", costBasis: "1.033333333333333333", pnl: "0.966666666666666667" },
    { fees: "0.033333333333333334", costBasis: "1.033333333333333334", pnl: "0.966666666666666666" },
  ]);
  expect(ledger.totalPnl?.toFixed()).toBe("2.9");
});

/*
 * three buys of 1 at 1; one sell of 3 at 2 with fee 0.20: shares of 0.0666…67 (half-even), 0.0666…67 and the rest 0.0666…66.
 */
test("the shares of a sell's fee add up likewise", () => {
  const ledger = expectValue(
    allocateFifo([
      ...["1", "2", "3"].map((tradeId) => buildFill({ tradeId, side: "buy", price: "1", size: "1" })),
      buildFill({ tradeId: "4", side: "sell", price: "2", size: "3", fee: "0.2", timestampMs: 1 }),
    ]),
  );
  expect(ledger.allocations.map((allocation) => allocation.fees.toFixed())).toEqual([
    "0.066666666666666667",
    "0.066666666666666667",
    "0.066666666666666666",
  ]);
});

/*
 * A fee of six units of the last place over ten sells: each share of 0.6 rounds up to 1, so the seventh finds nothing left.
 * A rebate of six does the same below zero.
 */
test.each([
  ["0.000000000000000006", "0.000000000000000001"],
  ["-0.000000000000000006", "-0.000000000000000001"],
])("shares that all round away from zero never take more than there is (%s)", (fee, share) => {
  const sells = Array.from({ length: 10 }, (_, index) =>
    buildFill({ tradeId: `${index}`, side: "sell", price: "1", size: "1", timestampMs: 1 }),
  );
  const buy = buildFill({ tradeId: "b", side: "buy", price: "1", size: "10", fee });
  const ledger = expectValue(allocateFifo([buy, ...sells]));
  const fees = ledger.allocations.map((allocation) => allocation.fees.toFixed());
  expect(fees).toEqual([...Array(6).fill(share), ...Array(4).fill("0")]);
});
