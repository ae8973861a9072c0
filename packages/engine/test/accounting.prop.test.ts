/**
 * Random lives of an account: entries, exits of every urgency and size, cancels and restarts on three random markets that are
 * too thin for most orders. After every bar the books are right to the last digit.
 */
import { Decimal, ZERO } from "@bottrader/core";
import { candleSeries, seededRandom } from "@bottrader/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deskRules, type Floor, market, type Ohlcv, openFloor, START_MS } from "./floor.ts";
import { cancel, entry, exit } from "./intents.ts";
import { balanceOf, gapOf, nakedTexts, venueOrders } from "./look.ts";
import { faultyVenue } from "./pass-through.ts";

const BASES = ["BTC", "ETH", "SOL"] as const;
const BARS = 80;
const REASONS = ["HARD_STOP", "SOFT_STOP", "TRAILING_STOP", "PARTIAL_TAKE_PROFIT", "SIGNAL_EXIT", "WEBHOOK"] as const;
const URGENCIES = ["market", "marketable_limit", "limit"] as const;

async function live(seed: number, bracket: "native" | "oco" = "native"): Promise<Floor> {
  const { faults, wrapVenue } = faultyVenue();
  faults.capabilities = { venue: "paper", bracket, protectsWhileDown: true };
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const risk = {
    ...deskRules().risk,
    dailyLossMaxRatio: new Decimal(0),
    drawdownMaxRatio: new Decimal(0),
    lossStreakMax: 0,
  };
  const floor = await openFloor({
    wrapVenue,
    markets: BASES.map((base) => market(base)),
    rules: {
      risk: {
        ...risk,
        stopGuardSymbol: { stops: 0, windowMinutes: 1 },
        stopGuardGlobal: { stops: 0, windowMinutes: 1 },
      },
    },
  });
  const series = BASES.map((base, index) => ({
    symbol: `${base}/USDT`,
    candles: candleSeries({ seed: seed + index, count: BARS, startMs: START_MS, moveRatio: 0.02 }),
  }));
  for (let nth = 0; nth < BARS; nth += 1) {
    const bars = series.map(({ symbol, candles }): [string, Ohlcv] => {
      const candle = candles[nth];
      if (candle === undefined) throw new Error("a series is as long as the life");
      return [symbol, [candle.open, candle.high, candle.low, candle.close, candle.volume]];
    });
    await floor.bar(Object.fromEntries(bars));
    for (const { symbol } of series) await act(floor, { symbol, nth, random, pick });
    if (random() < 0.05) await floor.restart();
    await check(floor, `seed ${seed}, bar ${nth}`);
  }
  return floor;
}

type Turn = {
  readonly symbol: string;
  readonly nth: number;
  readonly random: () => number;
  readonly pick: <T>(list: readonly T[]) => T;
};

async function act(floor: Floor, { symbol, nth, random, pick }: Turn): Promise<void> {
  const dice = random();
  const key = `${symbol} ${nth}`;
  const wanted = [
    dice < 0.3 ? entry(floor, { symbol }, `entry ${key}`) : null,
    dice > 0.8
      ? exit(
          floor,
          { symbol, reason: pick(REASONS), urgency: pick(URGENCIES), budget: pick(budgets(random)) },
          `exit ${key}`,
        )
      : null,
    dice > 0.75 && dice < 0.8 ? cancel(floor, { symbol, intentId: entry(floor, {}, `cancel ${key}`).intentId }) : null,
  ];
  for (const intent of wanted) if (intent !== null) expect(await floor.deliver(intent)).toBe("done");
}

const budgets = (random: () => number) =>
  [{ kind: "all" }, { kind: "size", amount: (0.001 + random() * 6).toFixed(3) }] as const;

async function check(floor: Floor, when: string): Promise<void> {
  expect(await gapOf(floor), when).toBe("0");
  expect(await nakedTexts(floor), when).toEqual([]);
  const atVenue = await venueOrders(floor);
  const { working, positions } = await floor.stores.trade.transact(async (tx) => ({
    working: await tx.workingOrders(null),
    positions: await tx.openPositions(),
  }));
  const ours = working.filter((order) => order.state !== "planned").map((order) => order.clientOrderId);
  expect(ours.toSorted(), when).toEqual(atVenue.map((order) => order.clientOrderId).toSorted());
  for (const base of BASES) {
    const position = positions.find(({ symbol }) => symbol === `${base}/USDT`);
    expect(position?.size.toFixed() ?? "0", when).toBe(await balanceOf(floor, base));
    const sells = working.filter(
      (order) => order.symbol === `${base}/USDT` && order.leg !== "target" && order.side === "sell",
    );
    const asked = Decimal.sum(
      ZERO,
      ...sells.filter(({ state }) => state !== "planned").map((o) => o.size.sub(o.filledSize)),
    );
    expect(asked.lte(position?.size ?? 0), `${when}: ${asked.toFixed()} of ${position?.size.toFixed()} ${base}`).toBe(
      true,
    );
  }
}

test.each(["native", "oco"] as const)(
  "books, venue and equity agree to the last digit after every bar, brackets %s (I1, I2, I5, I6)",
  { timeout: 120_000 },
  async (bracket) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const floor = await live(seed, bracket);
        const trades = await floor.stores.trade.trades({});
        expect(Decimal.sum(ZERO, ...trades.map(({ pnl }) => pnl)).toFixed()).toBe(
          await floor.stores.trade.realisedTotal(),
        );
        // A process that has just started has no prices yet; the watchdog brings the bracket once it has
        expect(floor.anomalies.filter(({ detail }) => !detail.startsWith("QUOTE_MISSING"))).toEqual([]);
      }),
      { numRuns: 8, seed: 20_240_101 },
    );
  },
);

test("the same life lived twice is the same to the last row (I10)", async () => {
  const [one, two] = [await live(7), await live(7)];
  expect(await one.stores.trade.trades({})).toEqual(await two.stores.trade.trades({}));
  expect(await one.stores.trade.fills({})).toEqual(await two.stores.trade.fills({}));
  expect(await one.stores.trade.equityCurve({})).toEqual(await two.stores.trade.equityCurve({}));
});
