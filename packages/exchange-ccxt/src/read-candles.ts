import { type Candle, err, ok, type Result, validateCandle } from "@bottrader/core";
import { z } from "zod";
import type { FeedFault } from "./feed-fault.ts";
import { numericText } from "./numeric-text.ts";

const numeric = numericText.transform(Number);
const candleRow = z.tuple([z.int(), numeric, numeric, numeric, numeric, numeric]).rest(z.unknown());

export type CandlePage = {
  /** Valid, on the grid, rising in time; the last may still be forming. */
  readonly candles: readonly Candle[];
  /** Why rows were left out; each is a gap. */
  readonly refused: readonly string[];
};

/** Reads an answer of ccxt's `fetchOHLCV`. A row that is not a candle is left out and named; an answer of nothing else is a fault. */
export function readCandles(answer: unknown, intervalMs: number): Result<CandlePage, FeedFault> {
  const rows = z.array(z.unknown()).safeParse(answer);
  if (!rows.success) return err(unreadable("the answer is not a list"));
  const candles: Candle[] = [];
  const refused: string[] = [];
  for (const row of rows.data) {
    const candle = readRow(row, { intervalMs, previousOpenTimeMs: candles.at(-1)?.openTimeMs ?? null });
    if (candle.ok) candles.push(candle.value);
    else refused.push(candle.error);
  }
  const [reason] = refused;
  if (candles.length === 0 && reason !== undefined) return err(unreadable(reason));
  return ok({ candles, refused });
}

function readRow(row: unknown, series: Parameters<typeof validateCandle>[1]): Result<Candle, string> {
  const parsed = candleRow.safeParse(row);
  if (!parsed.success) return err(z.prettifyError(parsed.error).replace(/\s+/g, " ").slice(0, 200));
  const [openTimeMs, open, high, low, close, volume] = parsed.data;
  const valid = validateCandle({ openTimeMs, open, high, low, close, volume }, series);
  return valid.ok ? valid : err(`candle ${openTimeMs}: ${valid.error.reasons.join(", ")}`);
}

const unreadable = (detail: string): FeedFault => ({ code: "ANSWER_UNREADABLE", retryable: true, detail });
