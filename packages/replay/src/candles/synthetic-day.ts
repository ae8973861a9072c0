/**
 * One day of a made-up market, minute by minute.
 *
 * Every day is computed from the seed, the symbol and the number of the day alone, so the same bars come out whenever they are asked
 * for. Its first price is the day's anchor and its last one the next day's, so days join without a jump. Within the day the price
 * walks through stretches of calm, trend, rush and churn, with volatility that clusters, heavier volume where it moves, and a rare jump.
 */
import { type Candle, seededRandom } from "@bottrader/core";

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
const MINUTES = DAY_MS / MINUTE_MS;

export type SyntheticSymbol = {
  readonly seed: number;
  readonly symbol: string;
  /** Price around which the anchors wander. */
  readonly basePrice: number;
  /** Decimals of every price. */
  readonly priceDecimals: number;
};

/** `drift` and `volatility`: change of the log price in a minute; a stretch lasts `minutesMin` to `minutesMax`. */
type Stretch = {
  readonly drift: number;
  readonly volatility: number;
  readonly minutesMin: number;
  readonly minutesMax: number;
};

const CALM: Stretch = { drift: 0, volatility: 0.0004, minutesMin: 60, minutesMax: 240 };
const RISE: Stretch = { drift: 0.00025, volatility: 0.0006, minutesMin: 45, minutesMax: 180 };
const FALL: Stretch = { ...RISE, drift: -RISE.drift };
const RUSH: Stretch = { drift: 0.0026, volatility: 0.0012, minutesMin: 15, minutesMax: 45 };
const SLUMP: Stretch = { ...RUSH, drift: -RUSH.drift };
const CHURN: Stretch = { drift: 0, volatility: 0.0016, minutesMin: 20, minutesMax: 90 };
/** Drawn with equal chances; what stands here more often happens more often. */
const STRETCHES = [CALM, CALM, RISE, RISE, FALL, FALL, RUSH, RUSH, SLUMP, CHURN] as const;

const JUMP_CHANCE = 1 / 1_500;
const JUMP_MIN = 0.01;
const JUMP_MAX = 0.04;
/** Part of a day's anchor that the next day's keeps, and the size of a day's news, in log price. Together ±35 % in two of three weeks. */
const ANCHOR_MEMORY = 0.98;
const ANCHOR_NEWS = 0.035;
/** After so many days 1 % of the news is left. */
const ANCHOR_DAYS = 228;
/** Part of the variance that a minute keeps of the one before it, and that it takes from the move just made. */
const VARIANCE_KEPT = 0.94;
const VARIANCE_NEW = 0.05;

/** The 1,440 minutes of day `day` (whole days since 1970). */
export function syntheticDay(symbol: SyntheticSymbol, day: number): readonly Candle[] {
  const random = randomOf(symbol, `day ${day}`);
  const { moves, volatilities } = walkDay(random);
  const startLog = anchorLog(symbol, day);
  const walked = moves.reduce((sum, move) => sum + move, 0);
  const pull = (anchorLog(symbol, day + 1) - startLog - walked) / MINUTES;
  const ticks = 10 ** symbol.priceDecimals;
  const round = (value: number): number => Math.round(value * ticks) / ticks;
  let log = startLog;
  return moves.map((move, minute) => {
    const openLog = log;
    log += move + pull;
    const volatility = volatilities[minute] ?? 0;
    const wick = (): number => Math.abs(normal(random)) * volatility * 0.6;
    const highLog = Math.max(openLog, log) + wick();
    const lowLog = Math.min(openLog, log) - wick();
    return {
      openTimeMs: day * DAY_MS + minute * MINUTE_MS,
      open: round(Math.exp(openLog)),
      high: round(Math.exp(highLog)),
      low: round(Math.exp(lowLog)),
      close: round(Math.exp(log)),
      volume: volumeOf(symbol, { move, volatility, noise: normal(random) }),
    };
  });
}

function walkDay(random: () => number): {
  readonly moves: readonly number[];
  readonly volatilities: readonly number[];
} {
  const moves: number[] = [];
  const volatilities: number[] = [];
  let stretch: Stretch = CALM;
  let minutesLeft = 0;
  let variance = 1;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    if (minutesLeft === 0) {
      stretch = STRETCHES[Math.floor(random() * STRETCHES.length)] ?? CALM;
      minutesLeft = stretch.minutesMin + Math.floor(random() * (stretch.minutesMax - stretch.minutesMin));
    }
    minutesLeft -= 1;
    const shock = normal(random);
    const volatility = stretch.volatility * Math.sqrt(variance);
    variance = 1 - VARIANCE_KEPT - VARIANCE_NEW + variance * (VARIANCE_KEPT + VARIANCE_NEW * shock * shock);
    volatilities.push(volatility);
    moves.push(stretch.drift + volatility * shock + jump(random));
  }
  return { moves, volatilities };
}

function jump(random: () => number): number {
  if (random() >= JUMP_CHANCE) return 0;
  const size = JUMP_MIN + random() * (JUMP_MAX - JUMP_MIN);
  return random() < 0.5 ? -size : size;
}

/** Log price at the start of a day: fading news of the days before it, so that it wanders and never runs away. */
function anchorLog(symbol: SyntheticSymbol, day: number): number {
  let log = Math.log(symbol.basePrice);
  let weight = ANCHOR_NEWS;
  for (let age = 0; age < ANCHOR_DAYS; age += 1) {
    log += weight * normal(randomOf(symbol, `news ${day - age}`));
    weight *= ANCHOR_MEMORY;
  }
  return log;
}

/** About 20,000 quote units in a calm minute, more where the price moves. */
function volumeOf(
  symbol: SyntheticSymbol,
  minute: { readonly move: number; readonly volatility: number; readonly noise: number },
): number {
  const activity = 1 + 600 * minute.volatility + 900 * Math.abs(minute.move);
  return Number(((20_000 / symbol.basePrice) * activity * Math.exp(0.5 * minute.noise)).toPrecision(6));
}

/** Numbers of one purpose: FNV-1a of the seed, the symbol and the purpose starts the generator. */
function randomOf({ seed, symbol }: SyntheticSymbol, purpose: string): () => number {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${symbol} ${purpose}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return seededRandom(hash);
}

/** Standard normal (Box-Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
