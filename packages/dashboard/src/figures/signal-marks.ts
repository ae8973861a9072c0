import type { SignalView } from "../api/views.ts";

type Vote = SignalView["votes"][number];

interface ComponentMark {
  readonly component: string;
  readonly side: "buy" | "sell" | "none" | "both";
  /** What was compared, in words. */
  readonly detail: string;
}

/** One mark a component, in the order of the votes: which side it votes for and what it compared. */
export function signalMarks(votes: readonly Vote[]): readonly ComponentMark[] {
  const byComponent = new Map<string, Vote[]>();
  for (const vote of votes) byComponent.set(vote.component, [...(byComponent.get(vote.component) ?? []), vote]);
  return [...byComponent].map(([component, own]) => {
    const isBuy = own.some((vote) => vote.side === "buy" && vote.vote > 0);
    const isSell = own.some((vote) => vote.side === "sell" && vote.vote > 0);
    return { component, side: sideOf(isBuy, isSell), detail: own.map(voteWords).join("; ") };
  });
}

/** The largest score each side could reach: every component voting. */
export function scoreReach(votes: readonly Vote[], side: Vote["side"]): number {
  return votes.reduce((sum, vote) => (vote.side === side ? sum + vote.weight : sum), 0);
}

function sideOf(isBuy: boolean, isSell: boolean): ComponentMark["side"] {
  if (isBuy && isSell) return "both";
  if (isBuy) return "buy";
  return isSell ? "sell" : "none";
}

function voteWords({ side, vote, value, threshold, weight }: Vote): string {
  const numbers = value === null ? "warming up" : `${compact(value)} against ${compact(threshold)}`;
  return `${side} ${vote > 0 ? `+${weight}` : "0"} (${numbers})`;
}

function compact(value: number | null): string {
  return value === null ? "n/a" : String(Number(value.toPrecision(5)));
}
