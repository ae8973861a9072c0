import { Decimal, defaultSizingRules, type EntryBudget, ONE, price, qty, quote, sizeEntry } from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const money = (max: number) => fc.integer({ min: 1, max }).map((cents) => new Decimal(cents).div(100));
const budget: fc.Arbitrary<EntryBudget | null> = fc.oneof(
  fc.constant(null),
  money(5_000_000).map((amount) => ({ kind: "quote" as const, amount: quote(amount) })),
  money(5_000_000).map((size) => ({ kind: "size" as const, size: qty(size) })),
  money(200).map((ratio) => ({ kind: "percent" as const, ratio })),
);
const drawnRequest = fc.record({
  step: fc.constantFrom("0.00000001", "0.001", "0.05", "0.3", "1", "7"),
  entryCents: fc.integer({ min: 3, max: 10_000_000 }),
  stopPart: fc.integer({ min: 1, max: 99 }),
  fee: fc.constantFrom("0", "0.001", "0.006", "0.012"),
  equity: money(10_000_000),
  freeQuote: money(10_000_000),
  exposure: money(5_000_000),
  symbolExposure: money(1_000_000),
  mode: fc.constantFrom("fixed" as const, "percent" as const, "risk" as const),
  budget,
});

test("a size is on the step, above the minimums, and its cost never above any cap (P58, P54)", () => {
  let made = 0;
  fc.assert(
    fc.property(drawnRequest, (drawn) => {
      const entry = price(new Decimal(drawn.entryCents).div(100));
      const stop = price(entry.mul(drawn.stopPart).div(100));
      const market = { step: qty(drawn.step), sizeMin: qty(drawn.step), notionalMin: quote("1") };
      const takerFeeRatio = new Decimal(drawn.fee);
      const account = {
        equity: quote(drawn.equity),
        freeQuote: quote(drawn.freeQuote),
        exposure: quote(drawn.exposure),
        symbolExposure: quote(drawn.symbolExposure),
      };
      const rules = { ...defaultSizingRules(), mode: drawn.mode };
      const result = sizeEntry({
        plan: { entry, stop },
        market,
        takerFeeRatio,
        account,
        rules,
        trigger: "SCORE",
        budget: drawn.budget,
      });
      if (!result.ok) return;
      made += 1;
      const { size, notional } = result.value;
      expect(size.mod(market.step).isZero()).toBe(true);
      expect(size.gte(market.sizeMin) && notional.gte(market.notionalMin)).toBe(true);
      expect(notional.mul(ONE.add(takerFeeRatio)).lte(account.freeQuote)).toBe(true);
      expect(notional.lte(rules.positionMaxRatio.mul(account.equity).sub(account.symbolExposure))).toBe(true);
      expect(notional.lte(rules.exposureMaxRatio.mul(account.equity).sub(account.exposure))).toBe(true);
      const isWithinBudget =
        (drawn.budget?.kind !== "quote" || notional.lte(drawn.budget.amount)) &&
        (drawn.budget?.kind !== "size" || size.lte(drawn.budget.size));
      expect(isWithinBudget).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(made).toBeGreaterThan(50);
});
