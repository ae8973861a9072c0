import { invariant } from "../invariant.ts";
import type { Allocation } from "../ledger/allocation.ts";
import { type DustBelow, isDust } from "../ledger/dust.ts";
import { SCALE_PLACES } from "../ledger/scaled.ts";
import { type Decimal, ZERO } from "../money/decimal.ts";
import { type Price, price, qty, quote } from "../money/units.ts";
import type { Trade } from "./trade.ts";

export type TradeEntryFacts = {
  readonly trigger: string;
  readonly snapshot: string | null;
  /** The stop the position was opened with. */
  readonly initialStop: Price | null;
  /** Extreme prices while the position was held. */
  readonly lowest: Price | null;
  readonly highest: Price | null;
};

export type TradeExitFacts = {
  readonly exitReason: string;
  /** Bid the exit was decided at. */
  readonly decidedAt: Price | null;
  readonly synthetic: boolean;
};

export type TradeFacts = {
  readonly entry: TradeEntryFacts;
  readonly exit: TradeExitFacts;
  /** All allocations of one exit order; at least one. */
  readonly allocations: readonly Allocation[];
  readonly dustBelow?: DustBelow;
};

/** The trade one exit order made. A part that found no lot is not in it: what it cost is unknown. */
export function buildTrade({ entry, exit, allocations, dustBelow }: TradeFacts): Trade {
  const first = allocations[0];
  invariant(first !== undefined, "a trade has an allocation");
  invariant(
    allocations.every(({ symbol, sellOrderId }) => symbol === first.symbol && sellOrderId === first.sellOrderId),
    "a trade is made of one exit order",
  );
  const size = sumOf(allocations, (allocation) => allocation.size);
  const pnl = sumOf(allocations, (allocation) => allocation.pnl);
  const entryPrice = meanPrice(allocations, size, (allocation) => allocation.buyPrice);
  const exitPrice = meanPrice(allocations, size, (allocation) => allocation.sellPrice);
  const entryTimeMs = Math.min(...allocations.map((allocation) => allocation.buyTimeMs));
  const exitTimeMs = Math.max(...allocations.map((allocation) => allocation.sellTimeMs));
  const costBasis = sumOf(allocations, (allocation) => allocation.costBasis);
  return {
    symbol: first.symbol,
    side: "long",
    exitOrderId: first.sellOrderId,
    trigger: entry.trigger,
    exitReason: exit.exitReason,
    snapshot: entry.snapshot,
    entryTimeMs,
    exitTimeMs,
    entryPrice,
    exitPrice,
    size: qty(size),
    fees: quote(sumOf(allocations, (allocation) => allocation.fees)),
    pnl: quote(pnl),
    pnlPct: pnl.div(costBasis).toNumber(),
    rMultiple: rMultipleOf({ pnl, size, entryPrice, stop: entry.initialStop }),
    mae: entry.lowest === null ? null : Math.max(0, fraction(entryPrice.sub(entry.lowest), entryPrice)),
    mfe: entry.highest === null ? null : Math.max(0, fraction(entry.highest.sub(entryPrice), entryPrice)),
    holdMs: exitTimeMs - entryTimeMs,
    slippage: exit.decidedAt === null ? null : slippageOf(exit.decidedAt, exitPrice),
    synthetic: exit.synthetic,
    dust: isDust({ size: qty(size), price: exitPrice }, dustBelow?.(first.symbol) ?? null),
    feesComplete: allocations.every((allocation) => allocation.feesComplete),
  };
}

/** What a sell got less than the price it was decided at, as a fraction of that; below 0 when it got more. */
export const slippageOf = (decidedAt: Price, exitPrice: Price): number => fraction(decidedAt.sub(exitPrice), decidedAt);

export type TradeFactsOf = (exitOrderId: string, symbol: string) => Pick<TradeFacts, "entry" | "exit">;

/** The trades of a ledger's allocations, one an exit order, by time of exit. */
export function buildTrades(
  allocations: readonly Allocation[],
  factsOf: TradeFactsOf,
  dustBelow: DustBelow = () => null,
): readonly Trade[] {
  const exits = new Map<string, { orderId: string; symbol: string; allocations: Allocation[] }>();
  for (const allocation of allocations) {
    const { symbol, sellOrderId: orderId } = allocation;
    const key = JSON.stringify([symbol, orderId]);
    const exit = exits.get(key);
    if (exit === undefined) exits.set(key, { orderId, symbol, allocations: [allocation] });
    else exit.allocations.push(allocation);
  }
  return [...exits.values()]
    .map((exit) => buildTrade({ ...factsOf(exit.orderId, exit.symbol), allocations: exit.allocations, dustBelow }))
    .sort((a, b) => a.exitTimeMs - b.exitTimeMs);
}

const sumOf = (allocations: readonly Allocation[], amountOf: (allocation: Allocation) => Decimal): Decimal =>
  allocations.reduce((sum, allocation) => sum.add(amountOf(allocation)), ZERO);

function meanPrice(allocations: readonly Allocation[], size: Decimal, priceOf: (one: Allocation) => Price): Price {
  const value = sumOf(allocations, (allocation) => priceOf(allocation).mul(allocation.size));
  return price(value.div(size).toDecimalPlaces(SCALE_PLACES));
}

const fraction = (part: Decimal, whole: Decimal): number => part.div(whole).toNumber();

type Risk = { readonly pnl: Decimal; readonly size: Decimal; readonly entryPrice: Price; readonly stop: Price | null };

function rMultipleOf({ pnl, size, entryPrice, stop }: Risk): number | null {
  if (stop === null || stop.gte(entryPrice)) return null;
  return pnl.div(entryPrice.sub(stop).mul(size)).toNumber();
}
