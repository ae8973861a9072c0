/**
 * The whole FIFO ledger of a set of fills.
 *
 * Invariants
 * 1. The result does not depend on the order of `fills`; a repeated fill counts once.
 * 2. It equals what `createLedger` reaches fill by fill: both run the same engine.
 * 3. Σ pnl = Σ netProceeds − Σ costBasis, per symbol, to the last digit.
 */
import type { Decimal } from "../money/decimal.ts";
import { type Quote, quote } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import {
  type Allocation,
  type Unmatched,
  type UnvaluedFee,
  unscaleAllocation,
  unscaleLot,
  unscaleUnmatched,
  unscaleUnvaluedFee,
} from "./allocation.ts";
import { type DustBelow, markDust, type OpenLot } from "./dust.ts";
import { compareFills, type LedgerFault, type LedgerFill, type ScaledFill, scaleFill } from "./fill.ts";
import { type LedgerOptions, scaledFeeValue } from "./ledger-options.ts";
import { scaledToDecimal } from "./scaled.ts";
import { streamFifo } from "./stream-fifo.ts";

export type FifoOptions = LedgerOptions & {
  /** The exchange's minimum of each symbol; without it no leftover is called dust. */
  readonly dustBelow?: DustBelow;
};

export type FifoLedger = {
  /** In the order of the sells. */
  readonly allocations: readonly Allocation[];
  readonly unmatched: readonly Unmatched[];
  /** Open lots by symbol, oldest first within each. */
  readonly lots: readonly OpenLot[];
  /** Fees nobody could value: they are missing from the numbers of every record with `feesComplete: false`. */
  readonly unvaluedFees: readonly UnvaluedFee[];
  /** By symbol, in the symbol's quote currency. */
  readonly realizedPnl: Readonly<Record<string, Quote>>;
  /** Null when the symbols are quoted in different currencies: dollars and bitcoins have no sum. */
  readonly totalPnl: Quote | null;
};

/**
 * Allocates `fills`, given in any order. The first fill that cannot be booked is the fault. Holds every allocation as Decimals: for
 * files of more than some hundred thousand fills use `streamFifo`, which is the same engine without them.
 */
export function allocateFifo(fills: readonly LedgerFill[], options: FifoOptions = {}): Result<FifoLedger, LedgerFault> {
  const sorted = inLedgerOrder(fills);
  if (!sorted.ok) return sorted;
  const allocations: Allocation[] = [];
  const unmatched: Unmatched[] = [];
  const unvaluedFees: UnvaluedFee[] = [];
  const balance = streamFifo(sorted.value, {
    valueFee: scaledFeeValue(options),
    onAllocation: (allocation) => allocations.push(unscaleAllocation(allocation)),
    onUnmatched: (rest) => unmatched.push(unscaleUnmatched(rest)),
    onUnvaluedFee: (fee) => unvaluedFees.push(unscaleUnvaluedFee(fee)),
  });
  if (!balance.ok) return balance;
  const realized = [...balance.value.realizedPnl].map(
    ([symbol, pnl]) => [symbol, quote(scaledToDecimal(pnl))] as const,
  );
  return ok({
    allocations,
    unmatched,
    lots: markDust(balance.value.lots.map(unscaleLot), options.dustBelow ?? (() => null)),
    unvaluedFees,
    realizedPnl: Object.fromEntries(realized),
    totalPnl: sumInOneCurrency(realized),
  });
}

function inLedgerOrder(fills: readonly LedgerFill[]): Result<readonly ScaledFill[], LedgerFault> {
  const scaled: ScaledFill[] = [];
  for (const fill of fills) {
    const result = scaleFill(fill);
    if (!result.ok) return err(result.error);
    scaled.push(result.value);
  }
  return ok(scaled.sort(compareFills));
}

/** Sum over symbols of amounts in quote currency, or null when the currencies differ. */
export function sumInOneCurrency(amounts: readonly (readonly [symbol: string, amount: Decimal])[]): Quote | null {
  const currencies = new Set(amounts.map(([symbol]) => symbol.slice(symbol.indexOf("/") + 1)));
  if (currencies.size > 1) return null;
  return amounts.reduce((sum, [, amount]) => quote(sum.add(amount)), quote(0));
}
