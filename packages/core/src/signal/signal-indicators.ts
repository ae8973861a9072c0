import { AverageTrueRange } from "../indicators/average-true-range.ts";
import { BollingerBands } from "../indicators/bollinger-bands.ts";
import { floatAt } from "../indicators/float-at.ts";
import { Macd } from "../indicators/macd.ts";
import { RateOfChange } from "../indicators/rate-of-change.ts";
import { RecentValues } from "../indicators/recent-values.ts";
import { RelativeStrength } from "../indicators/relative-strength.ts";
import { RollingExtreme } from "../indicators/rolling-extreme.ts";
import { RollingMean } from "../indicators/rolling-mean.ts";
import { RollingRange } from "../indicators/rolling-range.ts";
import type { Candle } from "../market/candle.ts";
import type { SignalRules } from "./signal-rules.ts";

/** Changes of ROC whose spread tells an acceleration from noise. */
export const ROC_DELTA_BARS = 20;
/** The second low of a W must clear the first by this share of the usual range, and the highs of an M likewise. */
const PATTERN_MIN_RANGE_SHARE = 0.065;

/**
 * Every number the votes look at, for one symbol. A number that is not known yet is NaN, which no comparison accepts.
 *
 * Bars are counted, not timed: after a gap the next bar follows the last one before it.
 */
export class SignalIndicators {
  bars = 0;
  close = Number.NaN;
  volume = Number.NaN;
  readonly bands: BollingerBands;
  readonly macd: Macd;
  readonly rsi: RelativeStrength;
  readonly roc: RateOfChange;
  readonly atr: AverageTrueRange;
  readonly volumeMean: RollingMean;
  /** Highest and lowest close of the swing period before this bar. */
  swingHigh = Number.NaN;
  swingLow = Number.NaN;
  readonly #highestClose: RollingExtreme;
  readonly #lowestClose: RollingExtreme;
  readonly #ranges: RollingRange;
  readonly #rocDeltas = new RecentValues(ROC_DELTA_BARS);
  readonly #atrRatios: RecentValues;
  // The last three bars, oldest first, as the patterns name them. Only the oldest one's bands are compared.
  readonly #lows = new Float64Array(3).fill(Number.NaN);
  readonly #highs = new Float64Array(3).fill(Number.NaN);
  readonly #lowerBands = new Float64Array(3).fill(Number.NaN);
  readonly #upperBands = new Float64Array(3).fill(Number.NaN);

  constructor(rules: SignalRules) {
    this.bands = new BollingerBands(rules.bb.period, rules.bb.deviations);
    this.macd = new Macd(rules.macd);
    this.rsi = new RelativeStrength(rules.rsiPeriod);
    this.roc = new RateOfChange(rules.rocPeriod);
    this.atr = new AverageTrueRange(rules.atrPeriod);
    this.volumeMean = new RollingMean(rules.volumePeriod);
    this.#highestClose = new RollingExtreme(rules.swingPeriod, "highest");
    this.#lowestClose = new RollingExtreme(rules.swingPeriod, "lowest");
    this.#ranges = new RollingRange(rules.bb.period);
    this.#atrRatios = new RecentValues(rules.atrRegimeBars);
  }

  /** Takes in one closed bar. */
  update({ high, low, close, volume }: Candle): void {
    this.bars += 1;
    this.close = close;
    this.volume = volume;
    this.swingHigh = this.#highestClose.value;
    this.swingLow = this.#lowestClose.value;
    this.#highestClose.update(close);
    this.#lowestClose.update(close);
    this.bands.update(close);
    this.macd.update(close);
    this.rsi.update(close);
    this.roc.update(close);
    this.atr.update(high, low, close);
    this.volumeMean.update(volume);
    this.#ranges.update(high, low);
    if (!Number.isNaN(this.roc.delta)) this.#rocDeltas.update(this.roc.delta);
    if (!Number.isNaN(this.atr.value)) this.#atrRatios.update(this.atrRatio());
    shiftIn(this.#lows, low);
    shiftIn(this.#highs, high);
    shiftIn(this.#lowerBands, this.bands.lower);
    shiftIn(this.#upperBands, this.bands.upper);
  }

  /** Upper over lower band; NaN while the lower band is not a price. */
  bandRatio(): number {
    return this.bands.lower > 0 ? this.bands.upper / this.bands.lower : Number.NaN;
  }

  /** ATR over close. */
  atrRatio(): number {
    return this.atr.value / this.close;
  }

  /** Mid-rank of the present ATR ratio among the last `atrRegimeBars`, in [0, 1]. */
  atrPercentile(): number {
    return this.#atrRatios.rankOf(this.atrRatio());
  }

  /** Population σ of the last `ROC_DELTA_BARS` changes of ROC, this bar's included. */
  rocDeltaDeviation(): number {
    return this.#rocDeltas.deviation();
  }

  /** How far apart two lows of a W, or highs of an M, must be: a share of the median range over the bands' period. */
  patternDistanceMin(): number {
    return PATTERN_MIN_RANGE_SHARE * this.#ranges.median();
  }

  /** Distance between the first two lows of the last three bars. */
  lowDistance(): number {
    return Math.abs(floatAt(this.#lows, 1) - floatAt(this.#lows, 0));
  }

  /** Distance between the first two highs of the last three bars. */
  highDistance(): number {
    return Math.abs(floatAt(this.#highs, 1) - floatAt(this.#highs, 0));
  }

  /** A dip through the lower band, two higher lows, and a close above the middle on more than usual volume. */
  isDoubleBottom(): boolean {
    const lows = this.#lows;
    return (
      floatAt(lows, 0) < floatAt(this.#lowerBands, 0) &&
      floatAt(lows, 1) > floatAt(lows, 0) &&
      floatAt(lows, 2) > floatAt(lows, 1) &&
      this.close > this.bands.middle &&
      this.volume > this.volumeMean.value &&
      this.lowDistance() >= this.patternDistanceMin()
    );
  }

  /** The mirror image of a double bottom. */
  isDoubleTop(): boolean {
    const highs = this.#highs;
    return (
      floatAt(highs, 0) > floatAt(this.#upperBands, 0) &&
      floatAt(highs, 1) < floatAt(highs, 0) &&
      floatAt(highs, 2) < floatAt(highs, 1) &&
      this.close < this.bands.middle &&
      this.volume > this.volumeMean.value &&
      this.highDistance() >= this.patternDistanceMin()
    );
  }
}

function shiftIn(lastThree: Float64Array, newest: number): void {
  lastThree[0] = floatAt(lastThree, 1);
  lastThree[1] = floatAt(lastThree, 2);
  lastThree[2] = newest;
}
