import type { Candle, SignalEvaluation } from "@bottrader/core";
import type { EvaluationRow } from "@bottrader/ports";

/** One evaluated bar as it is stored. The whole record is kept where a component voted or a candidate came up. */
export function evaluationRow(input: {
  readonly symbol: string;
  readonly timeframe: string;
  readonly candle: Candle;
  readonly evaluation: SignalEvaluation;
}): EvaluationRow {
  const { symbol, timeframe, candle, evaluation } = input;
  const hasVotes = evaluation.votes.some(({ vote }) => vote === 1);
  return {
    symbol,
    timeframe,
    ...candle,
    buyScore: evaluation.score.buy,
    sellScore: evaluation.score.sell,
    action: evaluation.action,
    trigger: evaluation.trigger,
    record: hasVotes || evaluation.candidate !== "hold" ? { ...evaluation } : null,
  };
}
