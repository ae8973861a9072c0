/** Stops and targets against what a round trip costs: a stop inside the fees sells at once, a target inside them is never entered. */
import { Decimal, ONE, planBracket, price, ZERO } from "@bottrader/core";
import type { SettingName, Settings } from "./catalogue.ts";
import { bracketRules, feesFor } from "./trading-rules.ts";

/** Settings that no position or no entry can survive. */
export function feeFaults(s: Settings): readonly string[] {
  const fee = knownTakerFee(s);
  return [...(fee === null ? [] : stopFaults(s, fee)), ...bracketFaults(s, fee ?? ZERO)];
}

/** Settings that leave a position no room now and then; only where one of them was `given`. */
export function feeWarnings(s: Settings, given: ReadonlySet<string>): readonly string[] {
  const fee = knownTakerFee(s);
  const isGiven = ROOM.some((name) => given.has(name));
  if (fee === null || !isGiven || s.SOFT_STOP_MODE !== "fixed") return [];
  const tightest = s.MAX_LOSS_PCT.mul(s.REGIME_LOW_MULT);
  const loss = roundTripLoss(fee);
  if (tightest.gt(loss)) return [];
  return [
    `MAX_LOSS_PCT × REGIME_LOW_MULT (${tightest.toFixed()}) is within the fees of a round trip (${show(loss)}): in quiet markets every position is sold at once`,
  ];
}

const ROOM: readonly SettingName[] = ["MAX_LOSS_PCT", "REGIME_LOW_MULT", "TAKER_FEE_PCT", "EXCHANGE"];

/** Of a recording the file names the exchange, so only a configured fee is known before it is opened. */
function knownTakerFee(s: Settings): Decimal | null {
  const isLive = s.TRADING_MODE === "live" || s.MARKET_SOURCE === "live";
  return s.TAKER_FEE_PCT ?? (isLive ? feesFor(s, s.EXCHANGE).taker : null);
}

/** Net loss of buying and selling at one price, as a fraction of cost: pnl = (bid·(1 − fee) − cost) / cost. */
const roundTripLoss = (fee: Decimal): Decimal => fee.mul(2).div(fee.add(ONE));

function stopFaults(s: Settings, fee: Decimal): readonly string[] {
  const loss = roundTripLoss(fee);
  const stops =
    s.SOFT_STOP_MODE === "fixed" ? (["MAX_LOSS_PCT", "HARD_STOP_PCT"] as const) : (["HARD_STOP_PCT"] as const);
  return stops
    .filter((name) => s[name].lte(loss))
    .map(
      (name) => `${name} must be above ${show(loss)}, the fees of a round trip: every position would be sold at once`,
    );
}

/** An entry price that no tick rounds. */
const ENTRY = price("1000000");
const TICK = price("0.000001");
/** ATR so small that the stop is at its least distance. */
const STILL = new Decimal("0.000001");

/**
 * The bracket with the best ratio is the one with the narrowest stop, where the target's own distance rules, or an endlessly wide one,
 * whose ratio nears TP_SL_MIN_RATIO.
 */
function bracketFaults(s: Settings, takerFeeRatio: Decimal): readonly string[] {
  const rules = bracketRules(s);
  const isSingle = rules.stopMode === "fixed";
  if (!isSingle && rules.targetPerStopMin.gt(rules.netRewardRiskMin)) return [];
  const market = { tick: TICK };
  const planned = planBracket({ entry: ENTRY, spread: price(0), takerFeeRatio, atrRatio: STILL, market, rules });
  // Without a bracket the stop itself makes no sense, which its own check says
  if (planned.ok || planned.error.bracket === null) return [];
  const best = planned.error.bracket.netRewardRisk.toFixed(2);
  return [
    `MIN_NET_RR ${rules.netRewardRiskMin.toFixed()} would refuse every entry: TAKE_PROFIT_PCT, TP_SL_MIN_RATIO and the stop give ${best} after fees of ${takerFeeRatio.toFixed()} a side`,
  ];
}

const show = (ratio: Decimal): string => ratio.toDecimalPlaces(5).toFixed();
