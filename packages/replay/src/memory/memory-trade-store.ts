/**
 * The order manager's store in memory, for replays.
 *
 * Transactions run one after another; like Postgres they are invisible until they commit. A transaction must not be opened
 * inside another one: it would wait for itself.
 */
import { type Decimal, type Quote, toDecimalText, ZERO } from "@bottrader/core";
import type { EquityLandmarks, EquityRecord, TradeQuery, TradeStore } from "@bottrader/ports";
import { createChains } from "./create-chains.ts";
import { rowsOfGroup } from "./memory-table.ts";
import { EVERY, inOrder, LEDGER_VERSION, type MemoryTables, stageTables } from "./memory-tables.ts";
import { intentsInOrder, memoryTradeTx } from "./memory-trade-tx.ts";

const DAY_MS = 86_400_000;
/** The chain of transactions; no symbol is empty. */
const TRANSACTIONS = "";

export function createMemoryTradeStore(tables: MemoryTables, nextSequence: () => bigint): TradeStore {
  const chains = createChains();
  const realised = runningTotal(tables);
  return {
    transact: (work) =>
      chains.run(TRANSACTIONS, async () => {
        const staged = stageTables(tables);
        const result = await work(memoryTradeTx(staged, nextSequence));
        for (const table of Object.values(staged)) table.commit();
        return result;
      }),
    withSymbol: (symbol, work) => chains.run(symbol, work),
    trades: async (query) =>
      newest(
        inOrder(
          within([...tables.trades.rows.values()], query, ({ exitAtMs }) => exitAtMs),
          ({ exitAtMs }) => exitAtMs,
          ({ clientOrderId }) => clientOrderId,
        ),
        query,
      ),
    fills: async (query) =>
      newest(
        inOrder(
          within([...tables.fills.rows.values()], query, ({ atMs }) => atMs),
          ({ atMs }) => atMs,
          ({ tradeId }) => tradeId,
        ),
        query,
      ),
    equityCurve: async ({ sinceMs = -Infinity, untilMs = Infinity, limit }) =>
      newest(
        curveOf(tables).filter(({ atMs }) => atMs >= sinceMs && atMs <= untilMs),
        limit === undefined ? {} : { limit },
      ),
    stuckIntents: async (beforeMs) =>
      intentsInOrder(
        rowsOfGroup(tables.intents, "unworked", EVERY).filter(({ receivedAtMs }) => receivedAtMs < beforeMs),
      ),
    equityLandmarks: async ({ peakSinceMs = -Infinity } = {}) => landmarksOf(curveOf(tables), peakSinceMs),
    newestFillAtMs: async () => {
      let newestMs: number | null = null;
      for (const { atMs } of tables.fills.rows.values()) if (newestMs === null || atMs > newestMs) newestMs = atMs;
      return newestMs;
    },
    realisedTotal: async () => toDecimalText(realised()),
  };
}

const curveOf = (tables: MemoryTables): readonly EquityRecord[] =>
  [...tables.equity.rows.values()].toSorted((a, b) => a.atMs - b.atMs);

function landmarksOf(curve: readonly EquityRecord[], peakSinceMs: number): EquityLandmarks | null {
  const last = curve.at(-1);
  if (last === undefined) return null;
  const dayStartMs = Math.floor(last.atMs / DAY_MS) * DAY_MS;
  const before = curve.findLast(({ atMs }) => atMs < dayStartMs);
  let peak: Quote | null = null;
  for (const { atMs, equity } of curve) if (atMs >= peakSinceMs && (peak === null || equity.gt(peak))) peak = equity;
  return { newest: last, peak, dayStart: before?.equity ?? null };
}

/** Taken again only when the allocations or the version that counts have changed. */
function runningTotal({ allocations, reporting }: MemoryTables): () => Decimal {
  let counted = -1;
  let total: Decimal = ZERO;
  return () => {
    const changes = allocations.changes + reporting.changes;
    if (changes !== counted) {
      counted = changes;
      const version = String(reporting.rows.get(EVERY)?.version ?? LEDGER_VERSION);
      total = rowsOfGroup(allocations, "version", version).reduce<Decimal>((sum, { pnl }) => sum.add(pnl), ZERO);
    }
    return total;
  };
}

const within = <R extends object>(
  rows: readonly R[],
  { sinceMs = -Infinity, untilMs = Infinity, symbol }: TradeQuery,
  timeOf: (row: R) => number,
): readonly R[] =>
  rows.filter((row) => {
    const isOfSymbol = symbol === undefined || ("symbol" in row && row.symbol === symbol);
    return isOfSymbol && timeOf(row) >= sinceMs && timeOf(row) <= untilMs;
  });

const newest = <R>(rows: readonly R[], { limit }: TradeQuery): readonly R[] =>
  limit === undefined ? rows : rows.slice(Math.max(rows.length - limit, 0));
