import {
  allocateFifo,
  allocateSell,
  createLedger,
  Decimal,
  type FifoLedger,
  isLateFill,
  type LedgerFill,
  type Lot,
  openLot,
  price,
  qty,
  quote,
  unrealizedPnl,
  ZERO,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectValue } from "./build-fill.ts";

const SYMBOLS = ["BTC/USD", "ETH/USD"] as const;
const FEE_COINS = ["USD", "base", "BNB"] as const;

const drawnFill = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom("buy" as const, "sell" as const),
  price: fc.integer({ min: 1, max: 5_000_000 }).map((cents) => new Decimal(cents).div(100)),
  // Awkward sizes: thirds and sevenths at 8 places make shares without an end.
  size: fc.integer({ min: 10, max: 900_000_000 }).map((units) => new Decimal(units).div(1e8)),
  feeShare: fc.integer({ min: -5, max: 90 }),
  feeCoin: fc.constantFrom(...FEE_COINS),
  // Few milliseconds for many fills: ties are the rule.
  timestampMs: fc.integer({ min: 0, max: 12 }),
});

/** Up to 60 fills with trade ids of their own; about one in three pays its fee in base or BNB. */
const fillsArbitrary = fc.array(drawnFill, { maxLength: 60 }).map((drawn) =>
  drawn.map((fill, index): LedgerFill => {
    const base = fill.symbol.slice(0, 3);
    const paid = (fill.feeCoin === "base" ? fill.size : fill.size.mul(fill.price)).mul(fill.feeShare).div(10_000);
    return {
      tradeId: `${(index * 7_919) % 101}`,
      orderId: `order-${index}`,
      symbol: fill.symbol,
      side: fill.side,
      price: price(fill.price),
      size: qty(fill.size),
      fee: paid.toDecimalPlaces(10),
      feeCurrency: fill.feeCoin === "base" ? base : fill.feeCoin,
      timestampMs: fill.timestampMs,
    };
  }),
);

const valueFee = (fill: LedgerFill) => quote(fill.fee.div(3));

const allocate = (fills: readonly LedgerFill[]): FifoLedger => expectValue(allocateFifo(fills, { valueFee }));

const sum = <T>(items: readonly T[], amountOf: (item: T) => Decimal): Decimal =>
  items.reduce((total, item) => total.add(amountOf(item)), ZERO);

/** What a fill moved in or out of the account, fee in base included. */
const movedSize = ({ symbol, side, size, fee, feeCurrency }: LedgerFill): Decimal => {
  if (feeCurrency !== symbol.slice(0, 3)) return size;
  return side === "buy" ? size.sub(fee) : size.add(fee);
};

test("every unit sold is allocated once or unmatched, every unit bought allocated or open (I6)", () => {
  fc.assert(
    fc.property(fillsArbitrary, (fills) => {
      const ledger = allocate(fills);
      for (const symbol of SYMBOLS) {
        const own = <T extends { symbol: string }>(items: readonly T[]) =>
          items.filter((item) => item.symbol === symbol);
        const allocated = sum(own(ledger.allocations), (allocation) => allocation.size);
        const unmatched = sum(own(ledger.unmatched), (rest) => rest.size);
        const open = sum(own(ledger.lots), (lot) => lot.size);
        const side = (name: string) => own(fills).filter((fill) => fill.side === name);
        expect(allocated.add(unmatched).toFixed()).toBe(sum(side("sell"), movedSize).toFixed());
        expect(allocated.add(open).toFixed()).toBe(sum(side("buy"), movedSize).toFixed());
      }
    }),
  );
});

test("no lot is used beyond its size or before its time, and lots are used up in their order (P16, P17)", () => {
  fc.assert(
    fc.property(fillsArbitrary, (fills) => {
      const ledger = allocate(fills);
      const bought = new Map(
        fills.filter(({ side }) => side === "buy").map((fill) => [`${fill.symbol} ${fill.orderId}`, movedSize(fill)]),
      );
      for (const { symbol, buyOrderId, size, buyTimeMs, sellTimeMs } of ledger.allocations) {
        const key = `${symbol} ${buyOrderId}`;
        const left = (bought.get(key) ?? ZERO).sub(size);
        expect(left.gte(0)).toBe(true);
        expect(size.gt(0)).toBe(true);
        expect(buyTimeMs).toBeLessThanOrEqual(sellTimeMs);
        bought.set(key, left);
      }
      for (const symbol of SYMBOLS) {
        const times = ledger.allocations.filter((one) => one.symbol === symbol).map((one) => one.buyTimeMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
    }),
  );
});

test("the result does not depend on the order or the number of deliveries (F36, P17)", () => {
  fc.assert(
    fc.property(
      fillsArbitrary.chain((fills) =>
        fc.tuple(fc.constant(fills), fc.shuffledSubarray([...fills, ...fills], { minLength: 2 * fills.length })),
      ),
      ([fills, delivered]) => {
        expect(allocate(delivered)).toEqual(allocate(fills));
      },
    ),
  );
});

test("fill by fill, in any order of arrival, ends where a full recomputation does (P21, P23)", () => {
  fc.assert(
    fc.property(
      fillsArbitrary.chain((fills) => fc.shuffledSubarray(fills, { minLength: fills.length })),
      (arriving) => {
        const ledger = createLedger({ valueFee });
        const known: LedgerFill[] = [];
        for (const fill of arriving) {
          known.push(fill);
          const effect = expectValue(ledger.apply(fill));
          if (effect.kind === "late") expectValue(ledger.rebuild(fill.symbol, known));
        }
        const full = allocate(arriving);
        for (const symbol of SYMBOLS) {
          const open = ledger.lots(symbol).map((lot) => ({ ...lot, dust: false }));
          expect(open).toEqual(full.lots.filter((lot) => lot.symbol === symbol));
          expect(ledger.realizedPnl(symbol).toFixed()).toBe((full.realizedPnl[symbol] ?? ZERO).toFixed());
        }
      },
    ),
  );
});

test("stored lots and one sell at a time give the same allocations as the whole ledger", () => {
  fc.assert(
    fc.property(fillsArbitrary, (fills) => {
      const own = fills.filter((fill) => fill.symbol === "BTC/USD");
      const inOrder = own.toSorted(
        (a, b) =>
          a.timestampMs - b.timestampMs || a.side.localeCompare(b.side) || Number(a.tradeId) - Number(b.tradeId),
      );
      let lots: readonly Lot[] = [];
      let lastSell: LedgerFill | null = null;
      const allocations = [];
      for (const fill of inOrder) {
        expect(isLateFill(fill, lastSell)).toBe(false);
        if (fill.side === "buy") {
          lots = [...lots, expectValue(openLot({ ...fill, side: "buy" }, { valueFee }))];
          continue;
        }
        const result = expectValue(allocateSell({ ...fill, side: "sell" }, { lots, valueFee }));
        allocations.push(...result.allocations);
        lots = result.lotsAfter;
        lastSell = fill;
      }
      expect(allocations).toEqual(allocate(own).allocations);
    }),
  );
});

test("P&L is net proceeds less cost, and all fees and values are given out in full, to the last digit (P18, I6)", () => {
  fc.assert(
    fc.property(fillsArbitrary, (fills) => {
      const { allocations, unmatched, lots, realizedPnl, totalPnl } = allocate(fills);
      const net = sum(allocations, (one) => one.netProceeds);
      const cost = sum(allocations, (one) => one.costBasis);
      const pnl = sum(allocations, (one) => one.pnl);
      expect(pnl.toFixed()).toBe(net.sub(cost).toFixed());
      expect(totalPnl?.toFixed()).toBe(pnl.toFixed());
      expect(sum(Object.values(realizedPnl), (one) => one).toFixed()).toBe(pnl.toFixed());

      const paid = sum(fills, (fill) => feeInQuote(fill));
      const given = sum([...allocations, ...unmatched, ...lots], (one) => one.fees);
      expect(given.toFixed()).toBe(paid.toFixed());
    }),
  );
});

test("realised + unrealised + cash = equity, to the last digit (P19, I6)", () => {
  fc.assert(
    fc.property(fillsArbitrary, fc.integer({ min: 1, max: 1_000_000 }), (fills, cents) => {
      const { unmatched, lots, totalPnl } = allocate(fills);
      const mark = price(new Decimal(cents).div(100));
      // Cash that moved: what was paid and received, with fees in quote or valued in quote. A fee in base moves no cash.
      const cash = sum(fills, (fill) => {
        const value = fill.price.mul(fill.size);
        const fee = fill.feeCurrency === fill.symbol.slice(0, 3) ? ZERO : feeInQuote(fill);
        return fill.side === "buy" ? value.add(fee).neg() : value.sub(fee);
      });
      const holdings = sum(lots, (lot) => lot.size.mul(mark));
      // What was sold without a lot came from outside: its proceeds are a transfer, not a profit.
      const transferred = sum(unmatched, (rest) => rest.proceeds.sub(rest.fees));
      const unrealized = unrealizedPnl(lots, () => mark) ?? ZERO;
      const realized = totalPnl ?? ZERO;
      expect(cash.add(holdings).toFixed()).toBe(realized.add(unrealized).add(transferred).toFixed());
    }),
  );
});

function feeInQuote(fill: LedgerFill): Decimal {
  if (fill.fee.isZero() || fill.feeCurrency === "USD") return fill.fee;
  if (fill.feeCurrency === "BNB") return valueFee(fill).toDecimalPlaces(18);
  return fill.fee.mul(fill.price);
}
