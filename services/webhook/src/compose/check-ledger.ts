import { allocateFifo, Decimal, type LedgerFill, ZERO } from "@bottrader/core";
import type { Logger } from "@bottrader/platform";
import type { Database } from "@bottrader/store-prisma";

export type LedgerCheck = { readonly isEqual: boolean; readonly booked: string; readonly recomputed: string };

/** Recomputes the whole ledger from the fills and compares it with what was booked fill by fill. */
export async function checkLedger(database: Pick<Database, "trade">, log: Logger): Promise<LedgerCheck> {
  const fills = await database.trade.fills({});
  const recomputed = allocateFifo(
    fills.map(
      (fill): LedgerFill => ({
        tradeId: fill.tradeId,
        orderId: fill.clientOrderId,
        symbol: fill.symbol,
        side: fill.side,
        price: fill.price,
        size: fill.size,
        fee: fill.fee,
        feeCurrency: fill.feeCurrency,
        timestampMs: fill.atMs,
      }),
    ),
  );
  if (!recomputed.ok)
    throw new Error(`the ledger cannot be recomputed: ${recomputed.error.code} ${recomputed.error.tradeId}`);
  const total = Decimal.sum(ZERO, ...recomputed.value.allocations.map((allocation) => allocation.pnl));
  const booked = new Decimal(await database.trade.realisedTotal());
  const check = { isEqual: total.eq(booked), booked: booked.toFixed(), recomputed: total.toFixed() };
  if (check.isEqual) log.debug(check, "ledger checked");
  else log.error(check, "the booked ledger differs from the recomputed one");
  return check;
}
