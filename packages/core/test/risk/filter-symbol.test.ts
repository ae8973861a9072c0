import { Decimal, defaultRiskRules, filterSymbol, quote, type SymbolFilterRules } from "@bottrader/core";
import { expect, test } from "vitest";

const rules: SymbolFilterRules = {
  ...defaultRiskRules().filter,
  tradesMin: 4,
  winRateMin: new Decimal("0.5"),
  meanPnlMin: quote("-5"),
  totalPnlMin: quote("-16"),
};
const trades = (...pnls: number[]) => pnls.map((pnl) => ({ pnl: quote(pnl) }));

const codes = (record: ReturnType<typeof trades>, spread: string | null = "0.001", filter = rules): string[] => {
  const verdict = filterSymbol({
    trades: record,
    spreadRatio: spread === null ? null : new Decimal(spread),
    rules: filter,
  });
  expect(verdict.excluded).toBe(verdict.reasons.length > 0);
  return verdict.reasons.map(({ code }) => code);
};

test.each([
  ["a win rate at the limit", trades(1, 1, -1, -1), []],
  ["a win rate below the limit", trades(1, 1, -1, -1, -1), ["FILTER_WIN_RATE"]],
  ["break-even trades in neither count (P28)", trades(1, -1, 0, 0, 0), []],
  ["break-even trades only", trades(0, 0, 0, 0), []],
  ["a total at the limit", trades(2, 2, -10, -10), []],
  ["a total below the limit", trades(2, 2, -10, -10.01), ["FILTER_TOTAL_PNL"]],
  ["a mean below the limit as well", trades(2, 2, -12, -12.01), ["FILTER_MEAN_PNL", "FILTER_TOTAL_PNL"]],
  ["everything below", trades(1, -10, -10, -10), ["FILTER_WIN_RATE", "FILTER_MEAN_PNL", "FILTER_TOTAL_PNL"]],
  ["too few trades to judge", trades(-100, -100, -100), []],
  ["no trades", trades(), []],
])("%s", (_, record, expected) => {
  expect(codes(record)).toEqual(expected);
});

test("the spread is judged without any trades, at and above its limit", () => {
  expect(codes(trades(), "0.01")).toEqual([]);
  expect(codes(trades(), "0.0101")).toEqual(["FILTER_SPREAD"]);
  expect(codes(trades(), null)).toEqual([]);
});

test("off excludes nothing", () => {
  expect(codes(trades(-100, -100, -100, -100), "1", { ...rules, enabled: false })).toEqual([]);
});

test("each exclusion says what was measured and against what (P63)", () => {
  const verdict = filterSymbol({
    trades: trades(1, -1, -1),
    spreadRatio: new Decimal("0.02"),
    rules: { ...rules, tradesMin: 3 },
  });
  expect(verdict.reasons.map(({ detail }) => detail)).toEqual([
    "win rate 0.333333 is below 0.5",
    "spread 0.02 is above 0.01",
  ]);
});
