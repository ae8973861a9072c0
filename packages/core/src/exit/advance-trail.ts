import { Decimal } from "../money/decimal.ts";
import { type Price, price } from "../money/units.ts";
import type { TrailingRules } from "./exit-rules.ts";
import { STORED_DECIMALS } from "./stored-scale.ts";

/** An active trailing stop. */
export type Trail = {
  /** Highest bid since activation. */
  readonly high: Price;
  /** Fires at or below. Not rounded to a tick: whoever rests it at a venue rounds it up. */
  readonly stop: Price;
  /** Tiers begun so far, 0 = none. */
  readonly tier: number;
};

export type TrailInput = {
  readonly trail: Trail | null;
  readonly bid: Price;
  /** Net gain, a fraction of cost, of selling at a price. */
  readonly gainAt: (at: Price) => Decimal;
  /** Last known ATR in quote units; null when none was ever known. */
  readonly atr: Decimal | null;
  readonly rules: TrailingRules;
};

/**
 * The trail after one more bid; null while it is not active.
 *
 * Invariants
 * 1. Neither stop nor high nor tier ever falls.
 * 2. The stop stays below the high.
 * 3. Once active it stays active, whatever the configuration says later: it ends with the position.
 */
export function advanceTrail(input: TrailInput): Trail | null {
  const { trail, bid, gainAt, rules } = input;
  if (trail !== null) return raiseTrail(trail, input);
  if (!rules.enabled || gainAt(bid).lt(rules.activationRatio)) return null;
  const { stop, tier } = wantedStop(bid, 0, input);
  return { high: bid, stop, tier };
}

function raiseTrail(trail: Trail, input: TrailInput): Trail {
  const high = price(Decimal.max(trail.high, input.bid));
  const { stop, tier, step } = wantedStop(high, trail.tier, input);
  const rise = stop.sub(trail.stop);
  const moves = rise.gt(0) && (tier > trail.tier || rise.gte(step));
  return { high, stop: moves ? stop : trail.stop, tier };
}

type WantedStop = Pick<Trail, "stop" | "tier"> & { readonly step: Decimal };

function wantedStop(high: Price, tierSoFar: number, { gainAt, atr, rules }: TrailInput): WantedStop {
  const gain = gainAt(high);
  const reached = rules.tiers.filter(({ gainRatio }) => gain.gte(gainRatio)).length;
  const tier = Math.max(tierSoFar, reached);
  // A restart may have come with fewer tiers than this position already began.
  const atrMult = rules.tiers[Math.min(tier, rules.tiers.length) - 1]?.atrMult ?? rules.atrMult;

  const max = rules.distanceMaxRatio.mul(high);
  const min = rules.distanceMinRatio.mul(high);
  const distance = atr === null ? max : Decimal.min(max, Decimal.max(min, atr.mul(atrMult)));
  const stop = price(high.sub(distance).toDecimalPlaces(STORED_DECIMALS, Decimal.ROUND_UP));
  // Without any ATR the step is measured in the one that the distance would imply.
  return { stop, tier, step: rules.stepAtrMult.mul(atr ?? distance.div(atrMult)) };
}
