/**
 * Exact arithmetic for decimal text, as far as a page needs it: money is never turned into a float to be shown or added.
 */

interface Scaled {
  /** The value times 10^scale. */
  readonly units: bigint;
  readonly scale: number;
}

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads plain decimal text; null for anything else, so that a bad input is shown as missing and never as zero. */
function scaled(text: string): Scaled | null {
  const match = PLAIN.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

/** Rounds to `digits` decimals, halves away from zero; null when `text` is not plain decimal text. Never "-0.00". */
export function roundDecimalText(text: string, digits: number): string | null {
  const value = scaled(text);
  if (value === null) return null;
  return plainText({ units: rescale(value, digits), scale: digits });
}

/** Exact sum; null when a term is not plain decimal text. */
export function sumDecimalTexts(texts: readonly string[]): string | null {
  let sum: Scaled = { units: 0n, scale: 0 };
  for (const text of texts) {
    const term = scaled(text);
    if (term === null) return null;
    const scale = Math.max(sum.scale, term.scale);
    sum = { units: rescale(sum, scale) + rescale(term, scale), scale };
  }
  return plainText(sum);
}

/** `a - b`, exact; null when either is not plain decimal text. */
export function differenceOf(a: string, b: string): string | null {
  return sumDecimalTexts([a, b.startsWith("-") ? b.slice(1) : `-${b}`]);
}

/** -1, 0 or 1; null when `text` is not plain decimal text. */
export function signOf(text: string): -1 | 0 | 1 | null {
  const value = scaled(text);
  if (value === null) return null;
  if (value.units === 0n) return 0;
  return value.units > 0n ? 1 : -1;
}

function rescale({ units, scale }: Scaled, digits: number): bigint {
  if (digits >= scale) return units * 10n ** BigInt(digits - scale);
  const unit = 10n ** BigInt(scale - digits);
  const half = unit / 2n;
  return units < 0n ? -((-units + half) / unit) : (units + half) / unit;
}

function plainText({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  const fraction = scale === 0 ? "" : `.${digits.slice(cut)}`;
  return `${units < 0n ? "-" : ""}${digits.slice(0, cut)}${fraction}`;
}
