/** What the ledger derives from fills. All amounts are exact at 18 places. */
import { type Price, price, type Qty, type Quote, qty, quote } from "../money/units.ts";
import type { LedgerFill } from "./fill.ts";
import { type Scaled, scaledFromRounded, scaledToDecimal } from "./scaled.ts";

/** What is left of one buy. Serialisable: the rows are all the ledger needs to go on. */
export type Lot = {
  readonly buyTradeId: string;
  readonly buyOrderId: string;
  readonly symbol: string;
  readonly buyTimeMs: number;
  readonly price: Price;
  /** Base units the buy brought in, after a fee in base. */
  readonly sizeBought: Qty;
  /** Fee of the whole buy in quote. */
  readonly feeBought: Quote;
  /** Base units left. */
  readonly size: Qty;
  /** Cost of what is left, with its share of the fee. */
  readonly costBasis: Quote;
  /** The part of `costBasis` that is fee. */
  readonly fees: Quote;
  /** False when the buy's fee was in a coin whose value is unknown and is therefore missing from the cost. */
  readonly feesComplete: boolean;
};

/** One piece of one sell taken from one lot. */
export type Allocation = {
  readonly sellTradeId: string;
  readonly sellOrderId: string;
  readonly buyTradeId: string;
  readonly buyOrderId: string;
  readonly symbol: string;
  readonly size: Qty;
  readonly buyPrice: Price;
  readonly sellPrice: Price;
  /** Buy value of `size` and its share of the buy fee. */
  readonly costBasis: Quote;
  /** Sell value of `size`, before the sell fee. */
  readonly proceeds: Quote;
  /** `proceeds` less the share of the sell fee. */
  readonly netProceeds: Quote;
  /** Shares of both fees. */
  readonly fees: Quote;
  /** `netProceeds − costBasis`. */
  readonly pnl: Quote;
  readonly buyTimeMs: number;
  readonly sellTimeMs: number;
  /** False when a fee of either side is missing because nobody knows its value: `pnl` is before that fee. */
  readonly feesComplete: boolean;
};

/** The part of a sell that found no lot: its cost is missing, so it has no P&L. For an operator to review. */
export type Unmatched = {
  readonly sellTradeId: string;
  readonly sellOrderId: string;
  readonly symbol: string;
  readonly size: Qty;
  readonly proceeds: Quote;
  readonly fees: Quote;
  readonly sellTimeMs: number;
  readonly feesComplete: boolean;
};

/** A fee in a third coin without a known value. */
export type UnvaluedFee = Pick<LedgerFill, "tradeId" | "symbol" | "side" | "fee" | "feeCurrency" | "timestampMs">;

export type ScaledLot = Scaled<Lot>;
export type ScaledAllocation = Scaled<Allocation>;
export type ScaledUnmatched = Scaled<Unmatched>;
export type ScaledUnvaluedFee = Scaled<UnvaluedFee>;

const toPrice = (value: bigint): Price => price(scaledToDecimal(value));
const toQty = (value: bigint): Qty => qty(scaledToDecimal(value));
const toQuote = (value: bigint): Quote => quote(scaledToDecimal(value));

export const unscaleLot = (lot: ScaledLot): Lot => ({
  ...lot,
  price: toPrice(lot.price),
  sizeBought: toQty(lot.sizeBought),
  feeBought: toQuote(lot.feeBought),
  size: toQty(lot.size),
  costBasis: toQuote(lot.costBasis),
  fees: toQuote(lot.fees),
});

/** Lots come from the ledger itself by way of a store of 18 places, so nothing is lost here. */
export const scaleLot = (lot: Lot): ScaledLot => ({
  ...lot,
  price: scaledFromRounded(lot.price),
  sizeBought: scaledFromRounded(lot.sizeBought),
  feeBought: scaledFromRounded(lot.feeBought),
  size: scaledFromRounded(lot.size),
  costBasis: scaledFromRounded(lot.costBasis),
  fees: scaledFromRounded(lot.fees),
});

export const unscaleAllocation = (allocation: ScaledAllocation): Allocation => ({
  ...allocation,
  size: toQty(allocation.size),
  buyPrice: toPrice(allocation.buyPrice),
  sellPrice: toPrice(allocation.sellPrice),
  costBasis: toQuote(allocation.costBasis),
  proceeds: toQuote(allocation.proceeds),
  netProceeds: toQuote(allocation.netProceeds),
  fees: toQuote(allocation.fees),
  pnl: toQuote(allocation.pnl),
});

export const unscaleUnmatched = (unmatched: ScaledUnmatched): Unmatched => ({
  ...unmatched,
  size: toQty(unmatched.size),
  proceeds: toQuote(unmatched.proceeds),
  fees: toQuote(unmatched.fees),
});

export const unscaleUnvaluedFee = (unvalued: ScaledUnvaluedFee): UnvaluedFee => ({
  ...unvalued,
  fee: scaledToDecimal(unvalued.fee),
});
