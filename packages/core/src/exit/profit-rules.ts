/** The rules that take a gain. */
import { Decimal, ONE } from "../money/decimal.ts";
import { quantize } from "../money/quantize.ts";
import { type Qty, qty } from "../money/units.ts";
import type { ExitBlock, RuleFinding, RuleView } from "./exit-verdict.ts";
import { knownAtr } from "./known-atr.ts";
import { fireWhole } from "./loss-rules.ts";

export function partialTakeProfit(view: RuleView): RuleFinding {
  const { partialFraction, partialProfitRatio } = view.rules;
  const compared = { value: view.pnl, threshold: partialProfitRatio };
  if (partialFraction.isZero()) return { ...compared, verdict: "idle", detail: "off" };
  if (view.state.partialTaken) return { ...compared, verdict: "idle", detail: "already taken" };
  if (view.pnl.lt(partialProfitRatio)) return { ...compared, verdict: "armed", detail: "" };
  const size = partialSize(view);
  return size === null
    ? { ...compared, verdict: "blocked", blockedBy: "SIZE_BELOW_MIN", detail: "part or rest could not be sold" }
    : { ...compared, verdict: "fired", size, detail: "" };
}

export function takeProfit(view: RuleView): RuleFinding {
  const compared = { value: view.pnl, threshold: view.rules.profitMinRatio, detail: "" };
  if (view.rules.trailing.enabled) return { ...compared, verdict: "idle", detail: "the trailing stop decides" };
  return view.pnl.gte(compared.threshold) ? fireWhole(view, compared) : { ...compared, verdict: "armed" };
}

export function signalExit(view: RuleView): RuleFinding {
  const { signal, state, rules } = view;
  const profit = signalProfitMin(view);
  const compared = { value: view.pnl, threshold: profit.ratio, detail: profit.detail };
  if (!rules.signalExit.enabled) return { ...compared, verdict: "idle", detail: "off" };
  if (state.trailing !== null) return { ...compared, verdict: "blocked", blockedBy: "TRAIL_ACTIVE" };
  if (signal.sellStreak === 0) return { ...compared, verdict: "idle", detail: "no sell signal" };
  const [first, ...others] = signalBlocks(view, profit.ratio);
  if (first === undefined) return fireWhole(view, compared);
  const detail = [profit.detail, ...others.map((block) => `also ${block}`)].filter((part) => part !== "").join(", ");
  return { ...compared, verdict: "blocked", blockedBy: first, detail };
}

function signalProfitMin({ market, rules }: RuleView): { ratio: Decimal; detail: string } {
  const { profitMinRatio, atrMult } = rules.signalExit;
  if (atrMult.isZero()) return { ratio: profitMinRatio, detail: "" };
  const atrRatio = knownAtr(market.atrRatio);
  if (atrRatio === null) return { ratio: profitMinRatio, detail: "no ATR" };
  return { ratio: Decimal.max(profitMinRatio, atrMult.mul(atrRatio)), detail: "" };
}

/** Every safeguard that is not met, all of them evaluated. */
function signalBlocks({ signal, rules, pnl, heldMs, nowMs }: RuleView, profitMin: Decimal): ExitBlock[] {
  const { confirmations, holdMinMinutes, ageMaxBars } = rules.signalExit;
  const ageMs = signal.lastSellCloseMs === null ? Number.POSITIVE_INFINITY : nowMs - signal.lastSellCloseMs;
  const unmet: readonly (readonly [ExitBlock, boolean])[] = [
    ["CONFIRMATIONS_SHORT", signal.sellStreak < confirmations],
    ["SIGNAL_STALE", ageMs > ageMaxBars * signal.barMs],
    ["PROFIT_SHORT", pnl.lt(profitMin)],
    ["HOLD_SHORT", heldMs < holdMinMinutes * 60_000],
  ];
  return unmet.filter(([, isUnmet]) => isUnmet).map(([block]) => block);
}

/**
 * The part to sell, floored to the step; null when the part is below the venue's minimum, or when the rest would be too
 * small to be sold at the hard stop.
 */
function partialSize({ position, market, rules, lot }: RuleView): Qty | null {
  const part = quantize(qty(position.size.mul(rules.partialFraction)), lot.step, "down");
  const rest = quantize(qty(position.size.sub(part)), lot.step, "down");
  const stopPrice = position.costPrice.mul(ONE.sub(rules.hardStopRatio));
  const isSellable = (size: Qty, at: Decimal): boolean =>
    size.gt(0) && size.gte(lot.sizeMin) && size.mul(at).gte(lot.notionalMin);
  return isSellable(part, market.bid) && isSellable(rest, stopPrice) ? part : null;
}
