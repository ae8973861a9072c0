/** Relations only the API reads. */
import type { Candle } from "@bottrader/core";
import type { ExitPlanRecord, OrderTransitionRecord, UnmatchedReview } from "@bottrader/ports";
import type * as Model from "../generated/client.ts";
import { columnsOf } from "../sql/column.ts";
import { recordTable } from "../sql/record-table.ts";
import { unmatchedSells } from "./trade-tables.ts";

export type TransitionRow = OrderTransitionRecord & { readonly clientOrderId: string };

const transition = columnsOf<Model.OrderTransition>();
export const transitions = recordTable<TransitionRow>("order_transitions", [], {
  clientOrderId: transition.text("clientOrderId"),
  fromState: transition.text("fromState"),
  toState: transition.text("toState"),
  event: transition.text("event"),
  atMs: transition.instant("at"),
});

const candle = columnsOf<Model.Candle>();
export const candles = recordTable<Candle>("candles", [], {
  openTimeMs: candle.instant("openTime"),
  open: candle.number("open"),
  high: candle.number("high"),
  low: candle.number("low"),
  close: candle.number("close"),
  volume: candle.number("volume"),
});

const plan = columnsOf<Model.ExitState & Pick<Model.Position, "symbol">>();
export const exitPlans = recordTable<ExitPlanRecord>("v_exit_plans", ["positionId"], {
  positionId: plan.text("positionId"),
  symbol: plan.text("symbol"),
  state: plan.json("state"),
  verdicts: plan.json("verdicts"),
  asOfMs: plan.instant("asOf"),
});

const review = columnsOf<Model.UnmatchedSell>();
export const unmatchedReviews = recordTable<UnmatchedReview>("unmatched_sells", ["version", "sellTradeId"], {
  ...unmatchedSells.columns,
  review: review.text("review"),
  reviewedBy: review.text("reviewedBy"),
  reviewedAtMs: review.instantOrNull("reviewedAt"),
  reviewNote: review.text("reviewNote"),
});
