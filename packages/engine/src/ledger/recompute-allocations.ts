/**
 * Derives the whole ledger again from the fills, under a version number, and makes that version the one reports read.
 *
 * Invariants
 * 1. One transaction: it is either all there and reporting, or the version before still is, untouched.
 * 2. No fill is booked meanwhile; one that waited is booked into the new version.
 * 3. Only a version with every symbol becomes the reporting one. One symbol alone is replaced in the reporting version itself, or
 *    kept as a draft of another version, which reports do not read.
 */
import { type Quote, quote } from "@bottrader/core";
import type { LedgerTotals, TradeStore, TradeTx } from "@bottrader/ports";
import { holding } from "../order/holding.ts";
import { ledgerOfSymbol, rebuildSymbol } from "./rebuild-symbol.ts";

export type RecomputeRequest = {
  readonly version: number;
  /** Null: every symbol. */
  readonly symbol: string | null;
};

export type LedgerDifference = {
  readonly symbol: string;
  /** What was reported before; null for a symbol that was not. */
  readonly before: LedgerTotals | null;
  readonly after: LedgerTotals | null;
};

export type Recomputation = {
  readonly version: number;
  readonly reportingBefore: number;
  readonly isReporting: boolean;
  readonly symbols: readonly LedgerTotals[];
  readonly totalBefore: Quote;
  readonly total: Quote;
  /** Symbols of the request whose totals are not what was reported: a fill had been booked out of its order, or not at all. */
  readonly differences: readonly LedgerDifference[];
};

/** Rejects, with nothing changed, when the fills cannot be allocated or the result breaks an identity of the ledger. */
export const recomputeAllocations = (store: TradeStore, request: RecomputeRequest): Promise<Recomputation> =>
  store.transact((tx) => recompute(tx, request));

async function recompute(tx: TradeTx, { version, symbol }: RecomputeRequest): Promise<Recomputation> {
  await tx.lockLedger();
  const reportingBefore = await tx.ledgerVersion();
  const before = await tx.ledgerTotals(reportingBefore);
  const isReporting = symbol === null || version === reportingBefore;
  const symbols = symbol === null ? await allSymbols(tx, before) : [symbol];
  if (symbol === null) await tx.reportVersion(version);
  for (const one of symbols) {
    if (isReporting) await replaceSymbol(tx, one);
    else await draftSymbol(tx, version, one);
  }
  const after = await tx.ledgerTotals(version);
  return {
    version,
    reportingBefore,
    isReporting,
    symbols: after,
    totalBefore: sumOf(before),
    total: sumOf(after),
    differences: symbols.flatMap((one) => differenceOf(one, before, after)),
  };
}

/** A position holds what the lots add up to; one that holds nothing any more is for reconciliation to end, which asks the venue. */
async function replaceSymbol(tx: TradeTx, symbol: string): Promise<void> {
  const held = holding(await rebuildSymbol(tx, { symbol, desk: { market: { synthetic: false } } }));
  const position = await tx.openPosition(symbol);
  if (position === null || held.size.isZero() || (held.size.eq(position.size) && held.cost.eq(position.cost))) return;
  await tx.savePosition({ ...position, ...held, version: position.version + 1 });
}

/** Symbols that were allocated without a fill would otherwise keep what they have. */
async function allSymbols(tx: TradeTx, totals: readonly LedgerTotals[]): Promise<readonly string[]> {
  return [...new Set([...(await tx.filledSymbols()), ...totals.map(({ symbol }) => symbol)])];
}

async function draftSymbol(tx: TradeTx, version: number, symbol: string): Promise<void> {
  const { allocations, unmatched } = await ledgerOfSymbol(tx, symbol);
  await tx.replaceLedger({ version, symbol, allocations, unmatched });
}

const sumOf = (totals: readonly LedgerTotals[]): Quote =>
  totals.reduce((sum, { pnl }) => quote(sum.add(pnl)), quote(0));

function differenceOf(
  symbol: string,
  before: readonly LedgerTotals[],
  after: readonly LedgerTotals[],
): readonly LedgerDifference[] {
  const was = before.find((totals) => totals.symbol === symbol) ?? null;
  const is = after.find((totals) => totals.symbol === symbol) ?? null;
  return areEqual(was, is) ? [] : [{ symbol, before: was, after: is }];
}

function areEqual(a: LedgerTotals | null, b: LedgerTotals | null): boolean {
  if (a === null || b === null) return a === b;
  return a.allocations === b.allocations && a.unmatched === b.unmatched && a.pnl.eq(b.pnl);
}
