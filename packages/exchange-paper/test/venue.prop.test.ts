import { type Decimal, notional, ZERO } from "@bottrader/core";
import type { VenueBalance, VenueFill, VenueOrder } from "@bottrader/ports";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PaperVenue } from "../src/index.ts";
import { fillsOf, openOrdersOf } from "./desk.ts";
import { BALANCES, MARKETS, openAccount, play, type Step, script } from "./venue-script.ts";

const RUNS = { numRuns: 100 };

async function balancesOf(venue: PaperVenue): Promise<ReadonlyMap<string, VenueBalance>> {
  const read = await venue.fetchBalances();
  return new Map((read.ok ? read.value : []).map((balance) => [balance.currency, balance]));
}

const remaining = (order: VenueOrder): Decimal => order.size.sub(order.filledSize);
const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.add(value), ZERO);

/** What the fills make of the starting balance. */
function expectedTotal(currency: string, fills: readonly VenueFill[]): Decimal {
  const changes = fills.map((fill) => {
    const sign = fill.side === "buy" ? 1 : -1;
    const [base, quote] = fill.symbol.split("/");
    if (currency === base) return fill.size.mul(sign);
    return currency === quote ? notional(fill.price, fill.size).mul(-sign).sub(fill.fee) : ZERO;
  });
  return sum(changes).add(BALANCES[currency as keyof typeof BALANCES]);
}

async function checkMoney(venue: PaperVenue): Promise<void> {
  const [fills, open, balances] = [await fillsOf(venue), await openOrdersOf(venue), await balancesOf(venue)];
  for (const { currency, total, locked } of balances.values()) {
    expect(total.toFixed()).toBe(expectedTotal(currency, fills).toFixed());
    expect(total.isNegative()).toBe(false);
    expect(locked.isNegative() || locked.gt(total)).toBe(false);
    expect(total.decimalPlaces()).toBeLessThanOrEqual(18);
  }
  for (const { symbol, base } of MARKETS) {
    // A target shares its stop's base: every open sell but the targets of groups, which are limits with a stop beside them
    const sells = open.filter((order) => order.symbol === symbol && order.side === "sell");
    const grouped = new Set(sells.filter(({ type }) => type === "stop").map((stop) => nameOf(stop)));
    const counted = sells.filter((order) => order.type === "stop" || !grouped.has(nameOf(order)));
    expect(sum(counted.map(remaining)).toFixed()).toBe(balances.get(base)?.locked.toFixed());
  }
}

const nameOf = (order: VenueOrder): string => order.clientOrderId.split("-")[0] ?? "";

async function checkLegs(venue: PaperVenue): Promise<void> {
  const [fills, open] = [await fillsOf(venue), await openOrdersOf(venue)];
  const filled = (clientOrderId: string) =>
    sum(fills.filter((fill) => fill.clientOrderId === clientOrderId).map((fill) => fill.size));
  for (const stop of open.filter(({ type }) => type === "stop")) {
    const name = nameOf(stop);
    const target = open.find((order) => order.clientOrderId === `${name}-target`);
    expect(target && remaining(target).toFixed()).toBe(remaining(stop).toFixed());
    const held = filled(name)
      .sub(filled(`${name}-stop`))
      .sub(filled(`${name}-target`));
    // A group placed by itself covers held size that no buy of its name brought in
    const isAttached = filled(name).gt(0);
    expect(!isAttached || remaining(stop).eq(held)).toBe(true);
  }
  const stops = new Set(open.filter(({ type }) => type === "stop").map(nameOf));
  for (const target of open.filter((order) => order.clientOrderId.endsWith("-target"))) {
    expect(stops.has(nameOf(target))).toBe(true);
  }
  for (const order of open) expect(order.filledSize.toFixed()).toBe(filled(order.clientOrderId).toFixed());
}

test("balances are the fills and fees to the last digit, never negative, and locks are the open orders (P58, I2)", async () => {
  expect.hasAssertions();
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const tape = await openAccount();
      for (const [nth, step] of steps.entries()) {
        await play(tape, step, nth);
        await checkMoney(tape.venue);
      }
    }),
    RUNS,
  );
});

test("legs cover exactly what their buy has filled and they have not sold, and die together (F12, F13, F19, F24)", async () => {
  expect.hasAssertions();
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const tape = await openAccount();
      for (const [nth, step] of steps.entries()) {
        await play(tape, step, nth);
        await checkLegs(tape.venue);
      }
    }),
    RUNS,
  );
});

test("limits are kept, fills are on the grid and stay within the volume of their bar", async () => {
  expect.hasAssertions();
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const tape = await openAccount();
      let known = 0;
      for (const [nth, step] of steps.entries()) {
        await play(tape, step, nth);
        const fills = (await fillsOf(tape.venue)).slice(known);
        known += fills.length;
        for (const fill of fills) {
          const order = await tape.venue.fetchOrder(fill.symbol, fill.clientOrderId);
          expect(order.ok && order.value && isWithin(fill, order.value)).toBe(true);
        }
        if (step.kind === "bar") checkVolume(step, fills);
      }
    }),
    RUNS,
  );
});

function isWithin(fill: VenueFill, { limitPrice }: VenueOrder): boolean {
  const market = MARKETS.find(({ symbol }) => symbol === fill.symbol);
  const isOnGrid = market !== undefined && fill.price.mod(market.tick).isZero() && fill.size.mod(market.step).isZero();
  const isWithinLimit = !limitPrice || (fill.side === "buy" ? fill.price.lte(limitPrice) : fill.price.gte(limitPrice));
  return isOnGrid && isWithinLimit;
}

function checkVolume(bar: Step & { readonly kind: "bar" }, fills: readonly VenueFill[]): void {
  for (const [index, { symbol, step }] of MARKETS.entries()) {
    const taken = sum(fills.filter((fill) => fill.symbol === symbol).map((fill) => fill.size));
    const volume = step.mul(bar.bars[index as 0 | 1].volume);
    expect(taken.lte(volume.mul("0.1"))).toBe(true);
  }
}

test("opened again from its store after any steps, the venue answers and trades the same (F32)", async () => {
  expect.hasAssertions();
  const restarts = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(script, restarts, async (steps, restartAfter) => {
      const [steady, restarted] = [await openAccount(), await openAccount()];
      for (const [nth, step] of steps.entries()) {
        const answer = await play(steady, step, nth);
        expect(await play(restarted, step, nth)).toEqual(answer);
        if (restartAfter[nth]) await restarted.reopen();
        expect(await openOrdersOf(restarted.venue)).toEqual(await openOrdersOf(steady.venue));
      }
      expect(await fillsOf(restarted.venue)).toEqual(await fillsOf(steady.venue));
      const [after, before] = [await balancesOf(restarted.venue), await balancesOf(steady.venue)];
      for (const [currency, balance] of before) expect(after.get(currency)).toEqual(balance);
    }),
    RUNS,
  );
});
