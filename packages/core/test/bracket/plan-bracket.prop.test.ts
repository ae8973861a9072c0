import { Decimal, defaultBracketRules, ONE, planBracket, price } from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const tick = fc.constantFrom("0.00000001", "0.0001", "0.01", "0.05", "0.25", "5", "0.0003");
const request = fc.record({
  tick,
  /** Entry in thousandths of a tick: not on the tick, as an average fill is not. */
  entryMilliTicks: fc.integer({ min: 1, max: 50_000_000 }),
  spreadTicks: fc.integer({ min: 0, max: 20 }),
  feeBasisPoints: fc.integer({ min: 0, max: 120 }),
  atrBasisPoints: fc.option(fc.integer({ min: 0, max: 3_000 })),
  stopMode: fc.constantFrom("atr" as const, "fixed" as const),
});

test("stop and target are on the tick, at least a tick from the entry, and the target pays the fees (F9, P08)", () => {
  let planned = 0;
  fc.assert(
    fc.property(request, (drawn) => {
      const step = price(drawn.tick);
      const entry = price(step.mul(drawn.entryMilliTicks).div(1_000));
      const takerFeeRatio = new Decimal(drawn.feeBasisPoints).div(10_000);
      const result = planBracket({
        entry,
        spread: price(step.mul(drawn.spreadTicks)),
        takerFeeRatio,
        atrRatio: drawn.atrBasisPoints === null ? null : new Decimal(drawn.atrBasisPoints).div(10_000),
        market: { tick: step },
        rules: { ...defaultBracketRules(), stopMode: drawn.stopMode },
      });
      if (!result.ok) return;
      planned += 1;
      const { stop, target, stopRatio, cushions } = result.value;
      expect(stop.mod(step).isZero() && target.mod(step).isZero()).toBe(true);
      expect(stop.gt(0) && stop.lte(entry.sub(step)) && target.gte(entry.add(step))).toBe(true);
      const breakEven = entry.mul(ONE.add(takerFeeRatio)).div(ONE.sub(takerFeeRatio));
      expect(breakEven.lt(target)).toBe(true);
      // Rounding never widens the loss, unless a tick is all the room there is.
      const widest = Decimal.max(0.012, 0.02, new Decimal(drawn.atrBasisPoints ?? 0).div(10_000).mul(1.8));
      const intended = widest.add(cushions.spread).add(cushions.fee);
      expect(stopRatio.lte(intended) || entry.sub(stop).lt(step.mul(2))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(planned).toBeGreaterThan(200);
});
