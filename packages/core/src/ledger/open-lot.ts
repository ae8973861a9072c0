/** A buy as the lot it opens. */
import { ok, type Result } from "../result.ts";
import { type Lot, type ScaledLot, unscaleLot } from "./allocation.ts";
import { type LedgerFault, type LedgerFill, type ScaledFill, scaleFill } from "./fill.ts";
import { type LedgerOptions, scaledFeeValue } from "./ledger-options.ts";
import { type SettledFill, settleFill } from "./settle-fill.ts";

/** The lot a buy opens, or why the fill cannot be booked. */
export function openLot(
  buy: LedgerFill & { readonly side: "buy" },
  options: LedgerOptions = {},
): Result<Lot, LedgerFault> {
  const scaled = scaleFill(buy);
  if (!scaled.ok) return scaled;
  const settled = settleFill(scaled.value, scaledFeeValue(options));
  if (!settled.ok) return settled;
  return ok(unscaleLot(lotOfBuy(scaled.value, settled.value)));
}

export const lotOfBuy = (fill: ScaledFill, settled: SettledFill): ScaledLot => ({
  buyTradeId: fill.tradeId,
  buyOrderId: fill.orderId,
  symbol: fill.symbol,
  buyTimeMs: fill.timestampMs,
  price: fill.price,
  sizeBought: settled.size,
  feeBought: settled.fee,
  size: settled.size,
  costBasis: settled.value + settled.fee,
  fees: settled.fee,
  feesComplete: settled.feesComplete,
});
