/** The report's data from a file of fills, through the ledger. */
import {
  allocateFifo,
  buildTrades,
  type LedgerFill,
  ok,
  price,
  qty,
  type Result,
  type ScaledFill,
  scaledToDecimal,
  type TradeFactsOf,
  valueFeesFromFills,
} from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import { readFills } from "../fills/read-fills.ts";
import type { ReportData, ReportPeriod } from "./report-data.ts";

/** A file of fills says nothing about why: what was bought and sold came from outside. */
const OUTSIDE: TradeFactsOf = () => ({
  entry: { trigger: "external", snapshot: null, initialStop: null, lowest: null, highest: null },
  exit: { exitReason: "EXTERNAL", decidedAt: null, synthetic: false },
});

/** All fills make the ledger; trades whose exit lies in the period are reported. */
export async function readFillsReport(
  cwd: string,
  file: string,
  period: ReportPeriod,
): Promise<Result<ReportData, CliFault>> {
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
  const trades = buildTrades(allocations, OUTSIDE).filter(({ exitTimeMs }) => isWithin(exitTimeMs, period));
  return ok({
    source: `fills of ${file}`,
    trades,
    equityCurve: null,
    startingEquity: null,
    equity: null,
    notes: [
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
