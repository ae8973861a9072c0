import { Decimal } from "../money/decimal.ts";
import { type Quote, quote } from "../money/units.ts";
import { brokenRules, notFractionBelowOne, notPositive } from "../risk/rule-fault.ts";

export type SizingRules = {
  /** `SIZING_MODE` */
  readonly mode: "fixed" | "percent" | "risk";
  /** `ORDER_SIZE_FIXED`: quote amount of an entry in fixed mode. */
  readonly fixedQuote: Quote;
  /** `ORDER_SIZE_BY_TRIGGER`: quote amount by entry trigger, in fixed mode, in place of `fixedQuote`. */
  readonly fixedByTrigger: Readonly<Record<string, Quote>>;
  /** `ORDER_SIZE_PCT` of equity, in percent mode. */
  readonly equityRatio: Decimal;
  /** `RISK_PER_TRADE`: fraction of equity lost when the stop is hit, in risk mode. */
  readonly riskRatio: Decimal;
  /** `MAX_POSITION_PCT` of equity in one symbol. */
  readonly positionMaxRatio: Decimal;
  /** `MAX_TOTAL_EXPOSURE_PCT` of equity in all symbols. */
  readonly exposureMaxRatio: Decimal;
};

export const defaultSizingRules = (): SizingRules => ({
  mode: "percent",
  fixedQuote: quote("100"),
  fixedByTrigger: {},
  equityRatio: new Decimal("0.05"),
  riskRatio: new Decimal("0.005"),
  positionMaxRatio: new Decimal("0.1"),
  exposureMaxRatio: new Decimal("0.6"),
});

/** Every contradiction in `rules`, in the names of the settings; empty when they may be used. */
export const validateSizingRules = (rules: SizingRules): string[] =>
  brokenRules([
    notPositive("ORDER_SIZE_FIXED", rules.fixedQuote),
    ...Object.entries(rules.fixedByTrigger).map(([trigger, amount]) =>
      notPositive(`ORDER_SIZE_BY_TRIGGER ${trigger}`, amount),
    ),
    notPositive("ORDER_SIZE_PCT", rules.equityRatio),
    notFractionBelowOne("RISK_PER_TRADE", rules.riskRatio),
    notPositive("MAX_POSITION_PCT", rules.positionMaxRatio),
    [rules.positionMaxRatio.gt(1), `MAX_POSITION_PCT must be at most 1, got ${rules.positionMaxRatio.toFixed()}`],
    notPositive("MAX_TOTAL_EXPOSURE_PCT", rules.exposureMaxRatio),
    [rules.exposureMaxRatio.gt(1), `MAX_TOTAL_EXPOSURE_PCT must be at most 1, got ${rules.exposureMaxRatio.toFixed()}`],
    [
      rules.positionMaxRatio.gt(rules.exposureMaxRatio),
      "MAX_POSITION_PCT must not exceed MAX_TOTAL_EXPOSURE_PCT: it could have no effect",
    ],
    [
      rules.mode === "percent" && rules.equityRatio.gt(rules.positionMaxRatio),
      "ORDER_SIZE_PCT must not exceed MAX_POSITION_PCT: it could have no effect",
    ],
  ]);
