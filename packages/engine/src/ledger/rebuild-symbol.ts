/** Allocates a symbol again from all its fills, in the transaction that made it necessary. */
import { allocateFifo, type FifoLedger, invariant, type LedgerFill, verifyLedger } from "@bottrader/core";
import type { FillRecord, LotRecord, TradeTx } from "@bottrader/ports";
import { bookTrade, type MarketKind } from "../order/book-trade.ts";

export const ledgerFill = <S extends "buy" | "sell">(fill: FillRecord, side: S): LedgerFill & { readonly side: S } => ({
  tradeId: fill.tradeId,
  orderId: fill.clientOrderId,
  symbol: fill.symbol,
  side,
  price: fill.price,
  size: fill.size,
  fee: fill.fee,
  feeCurrency: fill.feeCurrency,
  timestampMs: fill.atMs,
});

/** The ledger of one symbol from its stored fills. Throws when it does not hold its own identities, so that nothing is written. */
export async function ledgerOfSymbol(tx: TradeTx, symbol: string): Promise<FifoLedger> {
  const fills = (await tx.fillsOfSymbol(symbol)).map((fill) => ledgerFill(fill, fill.side));
  const ledger = allocateFifo(fills);
  invariant(ledger.ok, `the fills of ${symbol} cannot be allocated: ${ledger.ok ? "" : ledger.error.code}`);
  const broken = verifyLedger(fills, ledger.value);
  invariant(broken.length === 0, `the ledger of ${symbol} does not add up: ${broken[0] ?? ""}`);
  return ledger.value;
}

export type SymbolRebuild = { readonly symbol: string; readonly desk: MarketKind };

/** Replaces allocations, lots and trades of a symbol in the reporting version; gives the open lots, oldest first. */
export async function rebuildSymbol(tx: TradeTx, { symbol, desk }: SymbolRebuild): Promise<readonly LotRecord[]> {
  const { allocations, unmatched, lots } = await ledgerOfSymbol(tx, symbol);
  await tx.replaceLedger({ version: await tx.ledgerVersion(), symbol, allocations, unmatched });
  const open: LotRecord[] = [];
  for (const { dust: _, ...lot } of lots) open.push(lot);
  await tx.saveLots(symbol, open);
  await rebuildTrades(tx, { symbol, desk });
  return open;
}

/** Derives the trades of a symbol from the reporting version: those of sells that found no lot are gone. */
async function rebuildTrades(tx: TradeTx, { symbol, desk }: SymbolRebuild): Promise<void> {
  const before = new Map((await tx.tradesOfSymbol(symbol)).map((trade) => [trade.clientOrderId, trade]));
  const sells = (await tx.fillsOfSymbol(symbol)).filter(({ side }) => side === "sell");
  for (const clientOrderId of new Set(sells.map((sell) => sell.clientOrderId))) {
    const known = before.get(clientOrderId);
    if ((await tx.allocationsOfOrder(clientOrderId)).length === 0) {
      await tx.dropTrade(clientOrderId);
      continue;
    }
    const order = await tx.order(clientOrderId);
    const positionId = known?.positionId ?? order?.positionId ?? null;
    const position = positionId === null ? await tx.openPosition(symbol) : await tx.position(positionId);
    if (order === null || position === null) continue;
    const market = { synthetic: known?.synthetic ?? desk.market.synthetic };
    await bookTrade(tx, { desk: { market }, order, position });
  }
}
