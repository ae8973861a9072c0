/** What the paper venue trades by: its listing and how unkind it is. */
import { Decimal, type Market } from "@bottrader/core";

export type PaperRules = {
  /** (ask − bid) / mid of the quotes made from bars; market orders at a bar's open pay half of it. */
  readonly spreadRatio: Decimal;
  /** Further loss of market orders and triggered stops, as a fraction of the price. */
  readonly slippageRatio: Decimal;
  /** Largest part of one bar's volume that all our fills on the symbol take together. */
  readonly volumeShareMax: Decimal;
  /** A resting limit fills when its price is touched; otherwise the price must trade through it. */
  readonly fillOnTouch: boolean;
};

export type PaperTerms = {
  readonly rules: PaperRules;
  readonly markets: ReadonlyMap<string, Market>;
};

const FEE_DECIMALS = 8;

/** Fee in quote units on a fill worth `value`, rounded up to 8 decimals. */
export function feeOn(value: Decimal, feeRatio: Decimal): Decimal {
  return value.mul(feeRatio).toDecimalPlaces(FEE_DECIMALS, Decimal.ROUND_UP);
}

/** Currencies of a unified symbol. Needs no listing: orders outlive a delisting. */
export function currenciesOf(symbol: string): { readonly base: string; readonly quote: string } {
  const [base = "", quote = ""] = symbol.split("/");
  return { base, quote };
}
