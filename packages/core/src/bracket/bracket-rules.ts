import { Decimal } from "../money/decimal.ts";
import { brokenRules, notFractionBelowOne, notPositive, notZeroOrMore } from "../risk/rule-fault.ts";

/** Settings of stop and target. Ratios are fractions of the entry price. */
export type BracketRules = {
  /** `STOP_MODE` */
  readonly stopMode: "atr" | "fixed";
  /** `STOP_MIN_PCT`: least stop distance in atr mode, before cushions. */
  readonly stopMinRatio: Decimal;
  /** `ATR_MULTIPLIER_STOP` */
  readonly atrMult: Decimal;
  /** `STOP_LOSS_PCT`: the stop distance in fixed mode, before cushions. */
  readonly stopLossRatio: Decimal;
  /** `STOP_WITHOUT_ATR`: in atr mode without an ATR, use the fixed distance and say so, or make no entry. */
  readonly withoutAtr: "fixed" | "refuse";
  /** `TAKE_PROFIT_PCT`: least target distance, before fees. */
  readonly takeProfitRatio: Decimal;
  /** `TP_SL_MIN_RATIO`: least target distance in stop distances, before fees. */
  readonly targetPerStopMin: Decimal;
  /** `MIN_NET_RR`: least reward for one unit of risk, both after fees. */
  readonly netRewardRiskMin: Decimal;
};

/** The defaults of the trading rules. The worst default bracket at a taker fee of 0.6 % nets 1.42 for 1. */
export const defaultBracketRules = (): BracketRules => ({
  stopMode: "atr",
  stopMinRatio: new Decimal("0.012"),
  atrMult: new Decimal("1.8"),
  stopLossRatio: new Decimal("0.02"),
  withoutAtr: "fixed",
  takeProfitRatio: new Decimal("0.06"),
  targetPerStopMin: new Decimal("2"),
  netRewardRiskMin: new Decimal("1.2"),
});

/** Every contradiction in `rules`, in the names of the settings; empty when they may be used. */
export const validateBracketRules = (rules: BracketRules): string[] =>
  brokenRules([
    notFractionBelowOne("STOP_MIN_PCT", rules.stopMinRatio),
    notPositive("ATR_MULTIPLIER_STOP", rules.atrMult),
    notFractionBelowOne("STOP_LOSS_PCT", rules.stopLossRatio),
    notPositive("TAKE_PROFIT_PCT", rules.takeProfitRatio),
    notPositive("TP_SL_MIN_RATIO", rules.targetPerStopMin),
    notZeroOrMore("MIN_NET_RR", rules.netRewardRiskMin),
  ]);
