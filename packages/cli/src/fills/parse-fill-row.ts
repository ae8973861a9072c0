/** One line of a fill file, checked field by field. */
import { isDecimalText, ok, type Result, type ScaledFill, scaledFromText } from "@bottrader/core";

export const FILL_COLUMNS = [
  "trade_id",
  "order_id",
  "symbol",
  "side",
  "price",
  "size",
  "fee",
  "fee_currency",
  "timestamp_ms",
] as const;
type FillColumn = (typeof FILL_COLUMNS)[number];

/** The last millisecond of the year 9999. */
const TIME_MAX_MS = 253_402_300_799_999;

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

/** Amounts are kept at 18 places, the resolution of the database. */
const isAmount = (text: string): boolean => isDecimalText(text) && scaledFromText(text) !== null;
const isPositive = (text: string): boolean => isAmount(text) && scaledOf(text) > 0n;

type FieldRule = { readonly holds: (text: string) => boolean; readonly allowed: string };

const ID: FieldRule = { holds: matches(/^.{1,200}$/), allowed: "1 to 200 characters" };
const POSITIVE: FieldRule = { holds: isPositive, allowed: "a decimal above 0 with at most 18 places" };

const RULES: Readonly<Record<FillColumn, FieldRule>> = {
  trade_id: ID,
  order_id: ID,
  symbol: { holds: matches(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,12}$/), allowed: "a pair such as BTC/USD" },
  side: { holds: matches(/^(buy|sell)$/), allowed: "buy or sell" },
  price: POSITIVE,
  size: POSITIVE,
  fee: { holds: isAmount, allowed: "a decimal with at most 18 places, negative for a rebate" },
  fee_currency: { holds: matches(/^[A-Z0-9]{1,20}$/), allowed: "a currency such as USD" },
  timestamp_ms: {
    holds: (text) => /^\d{1,15}$/.test(text) && Number(text) <= TIME_MAX_MS,
    allowed: "whole Unix milliseconds",
  },
};

/** The fill with amounts as 18-place integers, or every fault of the line. */
export function parseFillRow(line: string): Result<ScaledFill, readonly string[]> {
  if (line.includes('"')) return { ok: false, error: ["quoted fields are not read: write plain values"] };
  const cells = line.split(",").map((cell) => cell.trim());
  if (cells.length !== FILL_COLUMNS.length) {
    return { ok: false, error: [`has ${cells.length} fields in place of ${FILL_COLUMNS.length}`] };
  }
  const faults = FILL_COLUMNS.flatMap((column, index) => {
    const text = cells[index] ?? "";
    return RULES[column].holds(text) ? [] : [`${column} must be ${RULES[column].allowed}, not "${text}"`];
  });
  if (faults.length > 0) return { ok: false, error: faults };
  const fill = fillOf(cells);
  return leavesSomething(fill) ? ok(fill) : { ok: false, error: ["fee takes all that was traded"] };
}

/** A fee in base may not take as much as was bought, a rebate in base not as much as was sold. */
function leavesSomething({ symbol, side, size, fee, feeCurrency }: ScaledFill): boolean {
  if (!symbol.startsWith(`${feeCurrency}/`)) return true;
  return side === "buy" ? fee < size : -fee < size;
}

/** From cells that have passed their rules. */
function fillOf(cells: readonly string[]): ScaledFill {
  const [tradeId = "", orderId = "", symbol = "", side, price = "", size = "", fee = "", feeCurrency = "", time] =
    cells;
  return {
    tradeId,
    orderId,
    symbol,
    side: side === "buy" ? "buy" : "sell",
    price: scaledOf(price),
    size: scaledOf(size),
    fee: scaledOf(fee),
    feeCurrency,
    timestampMs: Number(time),
  };
}

const scaledOf = (text: string): bigint => scaledFromText(text) ?? 0n;
