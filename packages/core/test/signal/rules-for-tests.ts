import { defaultSignalRules, type SignalRules } from "../../src/signal/signal-rules.ts";

/** The default rules with every guard and momentum switched off, so that a test switches on what it is about. */
export function unguardedRules(barMs: number, change: Partial<SignalRules> = {}): SignalRules {
  const defaults = defaultSignalRules(barMs);
  return {
    ...defaults,
    momentum: { ...defaults.momentum, enabled: false },
    flipHysteresis: 0,
    cooldownBars: 0,
    volumeConfirmMult: 0,
    trend: { ...defaults.trend, enabled: false },
    allowBuysOnRedDay: true,
    ...change,
  };
}

/** Rules so easily satisfied that a random walk acts often, with every guard on. */
export function eagerRules(barMs: number, change: Partial<SignalRules> = {}): SignalRules {
  const defaults = defaultSignalRules(barMs);
  return {
    ...defaults,
    buyTarget: 3,
    sellTarget: 3,
    momentum: { ...defaults.momentum, buyPct: 1, sellPct: 1 },
    atrRegimeBars: 50,
    cooldownBars: 3,
    volumeConfirmMult: 0.5,
    trend: { enabled: true, timeframeMs: 5 * barMs, emaPeriod: 4 },
    allowBuysOnRedDay: false,
    ...change,
  };
}
