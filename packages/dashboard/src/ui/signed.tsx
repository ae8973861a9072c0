import { formatSignedMoney, formatSignedPercent, toneOf } from "../format/figures.ts";

interface SignedMoneyProps {
  /** Decimal text in the account's currency. */
  readonly amount: string | null;
}

/** A gain or a loss: the sign tells it, colour only repeats it. */
export function SignedMoney({ amount }: SignedMoneyProps) {
  return <span class={`num tone-${toneOf(amount)}`}>{formatSignedMoney(amount)}</span>;
}

interface SignedPercentProps {
  readonly ratio: number | null;
}

/** The same for a ratio. */
export function SignedPercent({ ratio }: SignedPercentProps) {
  const tone = ratio === null || ratio === 0 ? "flat" : ratio > 0 ? "gain" : "loss";
  return <span class={`num tone-${tone}`}>{formatSignedPercent(ratio)}</span>;
}
