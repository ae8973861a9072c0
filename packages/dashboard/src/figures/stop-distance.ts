import type { PositionView } from "@bottrader/contracts";

interface StopDistance {
  /** The stop that would act first: the higher of the protective and the trailing one. Decimal text. */
  readonly stop: string;
  /** How far the bid may fall before it acts, as a fraction of the bid; negative once it is through. */
  readonly ratio: number;
  /** Places on the bar from the stop (0) to its far end (1): the target, or as far above the entry as the stop is below. */
  readonly bidAt: number;
  readonly entryAt: number;
}

type Input = Pick<PositionView, "bid" | "entryPrice" | "protection" | "trailingStop">;

/** Where the bid stands between stop and target; null without a bid or a stop. For drawing only, hence floats. */
export function stopDistance({ bid, entryPrice, protection, trailingStop }: Input): StopDistance | null {
  const stop = higherOf(protection.stop, trailingStop);
  if (stop === null || bid === null) return null;
  const [stopAt, bidPrice, entry] = [Number(stop), Number(bid), Number(entryPrice)];
  const target = protection.target === null ? entry + Math.abs(entry - stopAt) : Number(protection.target);
  const far = Math.max(target, bidPrice, entry);
  const span = far - stopAt;
  if (!Number.isFinite(span) || span <= 0 || bidPrice <= 0) return null;
  const place = (price: number): number => Math.min(1, Math.max(0, (price - stopAt) / span));
  return { stop, ratio: (bidPrice - stopAt) / bidPrice, bidAt: place(bidPrice), entryAt: place(entry) };
}

function higherOf(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  if (b === null) return a;
  return Number(b) > Number(a) ? b : a;
}
