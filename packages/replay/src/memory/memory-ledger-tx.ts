/** The ledger as a whole inside a transaction over the tables in memory. Transactions run one after another, so nothing is locked. */
import { quote } from "@bottrader/core";
import type { FillRecord, LedgerTotals, LedgerTx } from "@bottrader/ports";
import { EVERY, inOrder, LEDGER_VERSION, type StagedTables, sliceOf } from "./memory-tables.ts";

export const reportingVersion = (staged: StagedTables): number =>
  staged.reporting.get(EVERY)?.version ?? LEDGER_VERSION;

export const fillsInOrder = (rows: readonly FillRecord[]): readonly FillRecord[] =>
  inOrder(
    rows,
    ({ atMs }) => atMs,
    ({ tradeId }) => tradeId,
  );

export const memoryLedgerTx = (staged: StagedTables): LedgerTx => ({
  lockLedger: async () => {},
  filledSymbols: async () => [...new Set(staged.fills.all().map(({ symbol }) => symbol))].toSorted(),
  fillsOfSymbol: async (symbol) => fillsInOrder(staged.fills.group("symbol", symbol)),
  sellsFrom: async (symbol, fromMs) =>
    fillsInOrder(staged.fills.group("symbol", symbol).filter(({ side, atMs }) => side === "sell" && atMs >= fromMs)),
  position: async (positionId) => staged.positions.get(positionId),
  tradesOfSymbol: async (symbol) =>
    inOrder(
      staged.trades.group("symbol", symbol),
      ({ exitAtMs }) => exitAtMs,
      ({ clientOrderId }) => clientOrderId,
    ),
  dropTrade: async (clientOrderId) => staged.trades.remove(clientOrderId),
  ledgerTotals: async (version) => totalsOf(staged, version),
  replaceLedger: async ({ version, symbol, allocations, unmatched }) => {
    const slice = sliceOf(version, symbol);
    for (const { sellTradeId, buyTradeId } of staged.allocations.group("slice", slice))
      staged.allocations.remove(`${version} ${sellTradeId} ${buyTradeId}`);
    for (const allocation of allocations) staged.allocations.put({ ...allocation, version });
    const rows = unmatched.map((row) => {
      const reviewed = staged.unmatched
        .group("sell", row.sellTradeId)
        .filter(({ size, resolution }) => resolution !== null && size.eq(row.size))
        .map(({ resolution }) => resolution);
      const newest = reviewed.toSorted((a, b) => (b?.atMs ?? 0) - (a?.atMs ?? 0))[0] ?? null;
      return { ...row, version, resolution: newest };
    });
    for (const { sellTradeId } of staged.unmatched.group("slice", slice))
      staged.unmatched.remove(`${version} ${sellTradeId}`);
    for (const row of rows) staged.unmatched.put(row);
  },
  reportVersion: async (version) => staged.reporting.put({ version }),
  resolveUnmatched: async (resolution) => {
    const row = staged.unmatched.get(`${reportingVersion(staged)} ${resolution.sellTradeId}`);
    if (row === null || row.resolution !== null) return false;
    staged.unmatched.put({ ...row, resolution });
    return true;
  },
});

function totalsOf(staged: StagedTables, version: number): readonly LedgerTotals[] {
  const totals = new Map<string, LedgerTotals>();
  const of = (symbol: string): LedgerTotals =>
    totals.get(symbol) ?? { symbol, allocations: 0, unmatched: 0, pnl: quote(0) };
  for (const { symbol, pnl } of staged.allocations.group("version", String(version))) {
    const before = of(symbol);
    totals.set(symbol, { ...before, allocations: before.allocations + 1, pnl: quote(before.pnl.add(pnl)) });
  }
  for (const { symbol } of staged.unmatched.group("version", String(version))) {
    const before = of(symbol);
    totals.set(symbol, { ...before, unmatched: before.unmatched + 1 });
  }
  return [...totals.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
}
