/** Figures in words for people: grouped thousands, a real minus sign, "n/a" for what is missing, never a silent zero. */
import { roundDecimalText, signOf } from "./decimal-text.ts";

export const MISSING = "n/a";
const MINUS = "\u2212";
const THIN_SPACE = "\u202f";

type Tone = "gain" | "loss" | "flat";

const MONEY_DIGITS = 2;
const DECIMALS_MAX = 12;
const SIGNIFICANT_DIGITS = 5;
/** Of a text with a point. */
const TRAILING_ZEROS = /\.?0+$/;

/** Money with two decimals, or with enough to show two digits when it is smaller than a hundredth. */
export function formatMoney(text: string | null | undefined): string {
  if (text === null || text === undefined) return MISSING;
  const zeros = leadingZeros(text);
  const digits = zeros >= MONEY_DIGITS ? Math.min(zeros + 2, DECIMALS_MAX) : MONEY_DIGITS;
  return grouped(roundDecimalText(text, digits));
}

/** Like `formatMoney`, with a plus sign in front of a gain. */
export function formatSignedMoney(text: string | null | undefined): string {
  const shown = formatMoney(text);
  return typeof text === "string" && signOf(text) === 1 ? `+${shown}` : shown;
}

/** A price with the decimals its size needs: 2 from a thousand up, 4 from one up, five significant digits below. */
export function formatPrice(text: string | null | undefined): string {
  if (text === null || text === undefined) return MISSING;
  return grouped(roundDecimalText(text, priceDecimals(Number(text))));
}

/** Decimals that show a price of this size well; also the chart's precision. */
export function priceDecimals(price: number): number {
  const size = Math.abs(price);
  if (!Number.isFinite(size) || size === 0) return MONEY_DIGITS;
  if (size >= 1_000) return 2;
  if (size >= 1) return 4;
  return Math.min(DECIMALS_MAX, SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(size)));
}

/** A size in base units: up to eight decimals, no trailing zeros. */
export function formatSize(text: string | null | undefined): string {
  if (text === null || text === undefined) return MISSING;
  const rounded = roundDecimalText(text, 8);
  if (rounded === null) return MISSING;
  return grouped(rounded.replace(TRAILING_ZEROS, ""));
}

/** What a rule compared, when it is a number: as many decimals as its size needs, no trailing zeros. Anything else as it came. */
export function formatReading(text: string | null): string {
  if (text === null) return "\u2013";
  const rounded = roundDecimalText(text, priceDecimals(Number(text)));
  return rounded === null ? text : grouped(rounded.replace(TRAILING_ZEROS, ""));
}

/** A ratio as percent, `0.0125` → `1.25 %`. */
export function formatPercent(ratio: number | null | undefined, digits = 1): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return MISSING;
  const text = (ratio * 100).toFixed(digits);
  const isZero = Number(text) === 0;
  return `${grouped(isZero ? text.replace("-", "") : text)}${THIN_SPACE}%`;
}

/** Like `formatPercent`, with a plus sign in front of a gain. */
export function formatSignedPercent(ratio: number | null | undefined, digits = 2): string {
  const shown = formatPercent(ratio, digits);
  return typeof ratio === "number" && Number((ratio * 100).toFixed(digits)) > 0 ? `+${shown}` : shown;
}

/** A dimensionless statistic such as a profit factor or an R multiple. */
export function formatFactor(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return grouped(value.toFixed(digits));
}

/** Gain, loss or neither; the sign says the same, so colour is never alone. */
export function toneOf(text: string | null | undefined): Tone {
  const sign = typeof text === "string" ? signOf(text) : null;
  if (sign === null || sign === 0) return "flat";
  return sign > 0 ? "gain" : "loss";
}

function grouped(text: string | null): string {
  if (text === null) return MISSING;
  const [whole = "", fraction] = text.replace("-", "").split(".");
  const sign = text.startsWith("-") ? MINUS : "";
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return sign + thousands + (fraction === undefined ? "" : `.${fraction}`);
}

/** Zeros between the point and the first other digit of a value below one; 0 for anything else. */
function leadingZeros(text: string): number {
  const match = /^-?0\.(0*)[1-9]/.exec(text);
  return match?.[1]?.length ?? 0;
}
