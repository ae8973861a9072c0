/** The report's data from a file of fills, through the ledger. */
import {
  allocateFifo,
  buildTrades,
  Decimal,
  type DustLimit,
  type LedgerFill,
  ok,
  price,
  qty,
  quote,
  type Result,
  type ScaledFill,
  scaledToDecimal,
  type TradeFactsOf,
  valueFeesFromFills,
  ZERO,
} from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import { readFills } from "../fills/read-fills.ts";
import type { ReportData, ReportPeriod } from "./report-data.ts";

/** A file of fills says nothing about why: what was bought and sold came from outside. */
const OUTSIDE: TradeFactsOf = () => ({
  entry: { trigger: "external", snapshot: null, initialStop: null, lowest: null, highest: null },
  exit: { exitReason: "EXTERNAL", decidedAt: null, synthetic: false },
});

/** Quote currencies worth about a dollar: exchanges ask for at least one unit of these for an order. */
const MONEY: readonly string[] = ["USD", "USDC", "USDT", "EUR", "GBP"];
const MONEY_MINIMUM = new Decimal(1);

export type FillsReportRequest = {
  readonly cwd: string;
  readonly file: string;
  readonly period: ReportPeriod;
  /** Trades worth less are dust. A file does not say what the exchange's minimum was; null: 1 where that is money, else nothing is. */
  readonly dustBelow: Decimal | null;
};

/** All fills make the ledger; trades whose exit lies in the period are reported. */
export async function readFillsReport({
  cwd,
  file,
  period,
  dustBelow,
}: FillsReportRequest): Promise<Result<ReportData, CliFault>> {
  const read = await readFills(cwd, file);
  if (!read.ok) return read;
  const fills = read.value.map(unscale);
  const currencies = [...new Set(fills.map(({ symbol }) => symbol.slice(symbol.indexOf("/") + 1)))].toSorted();
  if (currencies.length > 1) {
    return fail(`${file}: fills are quoted in ${currencies.join(" and ")}, which have no sum: report on one at a time`);
  }
  const ledger = allocateFifo(fills, { valueFee: valueFeesFromFills(fills) });
  if (!ledger.ok) {
    const { code, symbol, tradeId } = ledger.error;
    return fail(`${file}: trade ${tradeId} of ${symbol}: ${code}`);
  }
  const { allocations, unmatched, unvaluedFees } = ledger.value;
  const currency = currencies[0] ?? "";
  const minimum = dustBelow ?? (MONEY.includes(currency) ? MONEY_MINIMUM : ZERO);
  const limit: DustLimit = { sizeMin: qty(0), notionalMin: quote(minimum) };
  const trades = buildTrades(allocations, OUTSIDE, () => limit).filter(({ exitTimeMs }) =>
    isWithin(exitTimeMs, period),
  );
  return ok({
    source: `fills of ${file}`,
    trades,
    equityCurve: null,
    startingEquity: null,
    equity: null,
    notes: [
      ...(minimum.isZero()
        ? []
        : [`Sells of less than ${minimum.toFixed()} ${currency} in all are dust (--dust-below).`]),
      "A file of fills does not say what the account began with: drawdown, Sharpe and Sortino are not known.",
      ...(unmatched.length === 0
        ? []
        : [`Sells that found no buy in the file, without P&L and left out: ${unmatched.length}.`]),
      ...(unvaluedFees.length === 0
        ? []
        : [`Fees in a third coin without a known value, which are missing: ${unvaluedFees.length}.`]),
    ],
  });
}

const unscale = (fill: ScaledFill): LedgerFill => ({
  ...fill,
  price: price(scaledToDecimal(fill.price)),
  size: qty(scaledToDecimal(fill.size)),
  fee: scaledToDecimal(fill.fee),
});

const isWithin = (atMs: number, { sinceMs, untilMs }: ReportPeriod): boolean =>
  (sinceMs === null || atMs >= sinceMs) && (untilMs === null || atMs < untilMs);
