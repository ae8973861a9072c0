import type { TagTone } from "./tag.tsx";

const LOSS_SIDE: readonly string[] = [
  "EMERGENCY_STOP",
  "HARD_STOP",
  "SOFT_STOP",
  "BRACKET_SL",
  "LIQUIDATION",
  "KILL_SWITCH",
];
const GAIN_SIDE: readonly string[] = ["TAKE_PROFIT", "PARTIAL_TAKE_PROFIT", "BRACKET_TP", "TRAILING_STOP"];

/** Colour family of an exit reason: stops, profits, and what is neither. */
export function reasonTone(exitReason: string): TagTone {
  if (LOSS_SIDE.includes(exitReason)) return "loss";
  return GAIN_SIDE.includes(exitReason) ? "gain" : "neutral";
}
