/** One row of a candle file: its columns, how it is read, and why it is refused. */
import type { Candle, CandleFault } from "@bottrader/core";
import { NumberField } from "./number-field.ts";

export const CANDLE_COLUMNS = ["timestamp_ms", "open", "high", "low", "close", "volume"] as const;

/** March 1973 in milliseconds, the year 5138 in seconds: a smaller number is a time in seconds. */
const TIME_MIN_MS = 100_000_000_000;
const TIME_MAX_MS = 9_999_999_999_999;
const TIME_ALLOWED = `whole milliseconds since 1970, ${TIME_MIN_MS} to ${TIME_MAX_MS}`;
const PRICE_ALLOWED = "a plain decimal above 0";
const VOLUME_ALLOWED = "a plain decimal of at least 0";

export type RowFault = { readonly field: string; readonly problem: string; readonly allowed: string };

/** Reads rows and keeps the most decimals seen in prices and in volumes. */
export class CandleRowReader {
  priceDecimals = 0;
  volumeDecimals = 0;
  readonly #field = new NumberField();

  /** The candle in the bytes from `start` to before `stop`; null when the row has not six numbers. */
  read(bytes: Uint8Array, start: number, stop: number): Candle | null {
    const field = this.#field;
    const openTimeMs = field.read(bytes, start, stop);
    const open = this.#price(bytes, stop);
    const high = this.#price(bytes, stop);
    const low = this.#price(bytes, stop);
    const close = this.#price(bytes, stop);
    if (field.end >= stop) return null;
    const volume = field.read(bytes, field.end + 1, stop);
    if (field.end !== stop || Number.isNaN(openTimeMs + open + high + low + close + volume)) return null;
    if (field.decimals > this.volumeDecimals) this.volumeDecimals = field.decimals;
    return { openTimeMs, open, high, low, close, volume };
  }

  #price(bytes: Uint8Array, stop: number): number {
    const field = this.#field;
    if (field.end >= stop) return Number.NaN;
    const value = field.read(bytes, field.end + 1, stop);
    if (field.decimals > this.priceDecimals) this.priceDecimals = field.decimals;
    return value;
  }
}

/** Why a row could not be read at all. */
export function explainUnreadableRow(row: string): readonly RowFault[] {
  const values = row.split(",");
  if (values.length !== CANDLE_COLUMNS.length) {
    return [
      {
        field: "columns",
        problem: `are ${values.length} in "${row.slice(0, 80)}"`,
        allowed: `${CANDLE_COLUMNS.length}: ${CANDLE_COLUMNS.join(",")}`,
      },
    ];
  }
  const reader = new NumberField();
  return CANDLE_COLUMNS.flatMap((field, index) => {
    const bytes = Buffer.from(values[index] ?? "", "latin1");
    if (!Number.isNaN(reader.read(bytes, 0, bytes.length))) return [];
    return [{ field, problem: `"${(values[index] ?? "").slice(0, 40)}" is not a number`, allowed: allowedOf(field) }];
  });
}

/** Why a time cannot be one in milliseconds; null when it can. */
export function explainTime(openTimeMs: number): RowFault | null {
  if (openTimeMs >= TIME_MIN_MS && openTimeMs <= TIME_MAX_MS && Number.isInteger(openTimeMs)) return null;
  const unit =
    openTimeMs < TIME_MIN_MS ? " looks like seconds" : openTimeMs > TIME_MAX_MS ? " looks like microseconds" : "";
  return { field: "timestamp_ms", problem: `${openTimeMs}${unit || " is not whole"}`, allowed: TIME_ALLOWED };
}

/** The reasons of the core against a candle, in the words of the file. Each begins with the field it is about. */
export function explainCandle(fault: CandleFault): readonly RowFault[] {
  return fault.reasons.map((reason) => {
    const [name = "", ...words] = reason.split(" ");
    const field = name === "openTimeMs" ? "timestamp_ms" : name;
    const isOrder = words.includes("another");
    return { field, problem: words.join(" "), allowed: isOrder ? "low ≤ open, close ≤ high" : allowedOf(field) };
  });
}

function allowedOf(field: string): string {
  if (field === "timestamp_ms") return TIME_ALLOWED;
  return field === "volume" ? VOLUME_ALLOWED : PRICE_ALLOWED;
}
