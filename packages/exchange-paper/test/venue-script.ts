/** Random lives of a paper account: orders, groups, cancels and bars on two symbols. */
import { Decimal, price, qty } from "@bottrader/core";
import type { PaperVenueStore } from "@bottrader/ports";
import fc from "fast-check";
import { bracket, id, place } from "./desk.ts";
import { market, type Ohlcv, openTape, type Tape } from "./paper-tape.ts";

export const MARKETS = [
  market("BTC", { takerFeeRatio: new Decimal("0.00171717"), makerFeeRatio: new Decimal("0.00090909") }),
  market("ETH", { tick: price("0.03"), step: qty("0.007"), sizeMin: qty("0.007") }),
];
export const BALANCES = { USDT: "1234.56789012", BTC: "3.333", ETH: "0.7" };

type SymbolIndex = 0 | 1;
export type Step =
  | { readonly kind: "place"; readonly on: SymbolIndex; readonly order: PlaceStep }
  | {
      readonly kind: "oco";
      readonly on: SymbolIndex;
      readonly units: number;
      readonly down: number;
      readonly up: number;
    }
  | { readonly kind: "cancel"; readonly pick: number }
  | { readonly kind: "bar"; readonly on: "both" | SymbolIndex; readonly bars: readonly [BarStep, BarStep] };

type PlaceStep = {
  readonly side: "buy" | "sell";
  readonly units: number;
  /** Ticks from 100; null for a market order. */
  readonly limit: number | null;
  readonly ioc: boolean;
  readonly bracket: { readonly down: number; readonly up: number } | null;
};
type BarStep = { readonly moves: readonly [number, number, number, number]; readonly volume: number };

const on = fc.constantFrom<SymbolIndex>(0, 1);
const ticks = fc.integer({ min: -60, max: 60 });
const distance = fc.integer({ min: 1, max: 50 });
const units = fc.integer({ min: 1, max: 1_500 });
const barStep: fc.Arbitrary<BarStep> = fc.record({
  moves: fc.tuple(ticks, ticks, ticks, ticks),
  volume: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 0, max: 9_000 })),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("place" as const),
      on,
      order: fc.record({
        side: fc.constantFrom("buy" as const, "sell" as const),
        units,
        limit: fc.option(ticks),
        ioc: fc.boolean(),
        bracket: fc.option(fc.record({ down: distance, up: distance })),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("oco" as const), on, units, down: distance, up: distance }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat({ max: 20 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("bar" as const),
      on: fc.constantFrom<"both" | SymbolIndex>("both", "both", 0, 1),
      bars: fc.tuple(barStep, barStep),
    }),
  },
);

/** The first bar of both symbols comes first, so that most of the script finds prices. */
export const script = fc
  .tuple(fc.tuple(barStep, barStep), fc.array(step, { minLength: 5, maxLength: 59, size: "max" }))
  .map(([bars, steps]): readonly Step[] => [{ kind: "bar", on: "both", bars }, ...steps]);

export const openAccount = (store?: PaperVenueStore): Promise<Tape> =>
  openTape({
    markets: MARKETS,
    balances: BALANCES,
    rules: { spreadRatio: new Decimal("0.0007"), slippageRatio: new Decimal("0.0003") },
    ...(store && { store }),
  });

const marketAt = (index: SymbolIndex) => MARKETS[index] as (typeof MARKETS)[number];

/** `ticks` ticks from about 100, on the tick. */
const level = (index: SymbolIndex, offset: number): string => {
  const { tick } = marketAt(index);
  return new Decimal(100)
    .div(tick)
    .floor()
    .add(offset * 5)
    .mul(tick)
    .toFixed();
};

function ohlcv(index: SymbolIndex, { moves, volume }: BarStep): Ohlcv {
  const [a, b, c, d] = moves;
  const levels = [
    level(index, a),
    level(index, b),
    level(index, Math.max(...moves)),
    level(index, Math.min(c, d, a, b)),
  ];
  const [open = "", close = "", high = "", low = ""] = levels;
  return [open, high, low, close, marketAt(index).step.mul(volume).toFixed()];
}

/** Plays one step under ids that `nth` makes unique, and returns what the venue answered. */
export function play(tape: Tape, current: Step, nth: number): Promise<unknown> {
  switch (current.kind) {
    case "place":
      return playPlace(tape, current, `o${nth}`);
    case "oco": {
      const { symbol, step: increment } = marketAt(current.on);
      const legs = bracket(`o${nth}`, level(current.on, -current.down), level(current.on, current.up));
      return tape.venue.placeOco({ symbol, size: qty(increment.mul(current.units)), ...legs });
    }
    case "cancel":
      return playCancel(tape, current.pick);
    case "bar": {
      const played = ([0, 1] as const).filter((index) => current.on === "both" || current.on === index);
      return tape.bar(Object.fromEntries(played.map((at) => [marketAt(at).symbol, ohlcv(at, current.bars[at])])));
    }
  }
}

function playPlace(tape: Tape, { on: index, order }: Step & { readonly kind: "place" }, name: string) {
  const { side, units: size, limit, ioc, bracket: legs } = order;
  const { symbol, step: increment } = marketAt(index);
  const around = (offset: number) => level(index, (limit ?? 0) + offset);
  return place(tape.venue, name, {
    symbol,
    side,
    size: increment.mul(size).toFixed(),
    ioc,
    ...(limit !== null && { limit: around(0) }),
    ...(legs && side === "buy" && { attached: bracket(name, around(-legs.down), around(legs.up)) }),
  });
}

async function playCancel(tape: Tape, pick: number) {
  const open = await tape.venue.fetchOpenOrders();
  const order = open.ok ? open.value[pick % Math.max(open.value.length, 1)] : undefined;
  return tape.venue.cancelOrder(order?.symbol ?? "BTC/USDT", order?.clientOrderId ?? id("nothing"));
}
