import type { Decimal } from "../money/decimal.ts";

/** An ATR to rely on, or null. Zero means that nothing was measured, and a stop must never be derived from it. */
export const knownAtr = (atr: Decimal | null): Decimal | null => (atr?.isFinite() && atr.gt(0) ? atr : null);
