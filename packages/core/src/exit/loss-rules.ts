/** The rules that end a position to protect it. Each is monotone: what fires at a bid fires at every lower bid. */
import { Decimal } from "../money/decimal.ts";
import type { Compared, RuleFinding, RuleView } from "./exit-verdict.ts";
import { knownAtr } from "./known-atr.ts";
import { softStopRatio } from "./soft-stop.ts";

export const emergencyStop = (view: RuleView): RuleFinding => lossStop(view, view.rules.emergencyStopRatio, "");

export const hardStop = (view: RuleView): RuleFinding => lossStop(view, view.rules.hardStopRatio, "");

export function softStop(view: RuleView): RuleFinding {
  const { atrRatio, atrPercentile } = view.market;
  const soft = softStopRatio({ atrRatio, atrPercentile, heldMs: view.heldMs, rules: view.rules });
  return lossStop(view, soft.ratio, soft.detail);
}

export function timeExit(view: RuleView): RuleFinding {
  const { holdMaxMinutes } = view.rules;
  const value = new Decimal(view.heldMs).div(60_000);
  if (holdMaxMinutes === 0) return { verdict: "idle", value, threshold: null, detail: "off" };
  const compared = { value, threshold: new Decimal(holdMaxMinutes), detail: "minutes held" };
  return value.gte(holdMaxMinutes) ? fireWhole(view, compared) : { ...compared, verdict: "armed" };
}

export function trailingStop(view: RuleView): RuleFinding {
  const { trailing } = view.state;
  const { enabled, activationRatio } = view.rules.trailing;
  if (trailing === null) {
    const detail = enabled ? "waits for its activation gain" : "off";
    return { verdict: "idle", value: view.pnl, threshold: enabled ? activationRatio : null, detail };
  }
  const detail = `high ${trailing.high.toFixed()}, tier ${trailing.tier}, ${atrSource(view)}`;
  const compared = { value: view.market.bid, threshold: trailing.stop, detail };
  return view.market.bid.lte(trailing.stop) ? fireWhole(view, compared) : { ...compared, verdict: "armed" };
}

/** Fires for everything that can be sold. */
export function fireWhole(view: RuleView, compared: Compared): RuleFinding {
  return view.wholeSize === null
    ? { ...compared, verdict: "blocked", blockedBy: "SIZE_BELOW_MIN" }
    : { ...compared, verdict: "fired", size: view.wholeSize };
}

function lossStop(view: RuleView, lossRatio: Decimal, detail: string): RuleFinding {
  const compared = { value: view.pnl, threshold: lossRatio.neg(), detail };
  return view.pnl.lte(compared.threshold) ? fireWhole(view, compared) : { ...compared, verdict: "armed" };
}

function atrSource(view: RuleView): string {
  if (view.state.lastAtr === null) return "no ATR ever known: greatest distance";
  return knownAtr(view.market.atr) === null ? "last known ATR" : "fresh ATR";
}
