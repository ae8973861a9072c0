import {
  Decimal,
  defaultExitRules,
  type ExitInput,
  type ExitOutcome,
  type ExitRules,
  initialExitState,
  type PolicyReason,
  price,
  qty,
  quote,
} from "@bottrader/core";

export const OPENED_MS = 1_700_000_000_000;
export const MINUTE_MS = 60_000;
export const ratio = (value: string | number): Decimal => new Decimal(value);

/** Rules in which nothing depends on how long a position was held. */
export const plainRules = (): ExitRules => ({ ...defaultExitRules(), firstHourMinutes: 0 });

export type Changes = {
  bid?: string;
  heldMinutes?: number;
  rules?: ExitRules;
  position?: Partial<ExitInput["position"]>;
  market?: Partial<ExitInput["market"]>;
  signal?: Partial<ExitInput["signal"]>;
  state?: Partial<ExitInput["state"]>;
  lot?: Partial<ExitInput["lot"]>;
};

/** Ten units bought at 100, nothing charged, held for two hours, no signal, no ATR: pnl = bid/100 − 1. */
export function exitInput(changes: Changes = {}): ExitInput {
  const nowMs = OPENED_MS + (changes.heldMinutes ?? 120) * MINUTE_MS;
  return {
    position: {
      positionId: "pos_1",
      symbol: "BTC/USD",
      size: qty("10"),
      costPrice: price("100"),
      entryPrice: price("100"),
      openedAtMs: OPENED_MS,
      version: 1,
      ...changes.position,
    },
    market: {
      bid: price(changes.bid ?? "100"),
      exitFeeRatio: ratio(0),
      atr: null,
      atrRatio: null,
      atrPercentile: null,
      ...changes.market,
    },
    signal: { sellStreak: 0, lastSellCloseMs: null, barMs: 5 * MINUTE_MS, ...changes.signal },
    state: { ...initialExitState(), ...changes.state },
    rules: changes.rules ?? plainRules(),
    lot: { step: qty("0.001"), sizeMin: qty("0.001"), notionalMin: quote("10"), ...changes.lot },
    nowMs,
  };
}

export function verdictOf(outcome: ExitOutcome, rule: PolicyReason): ExitOutcome["verdicts"][number] {
  const verdict = outcome.verdicts.find((candidate) => candidate.rule === rule);
  if (verdict === undefined) throw new Error(`no verdict for ${rule}`);
  return verdict;
}
