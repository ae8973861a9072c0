export * from "./bracket/bracket-rules.ts";
export * from "./bracket/plan-bracket.ts";
export type { Trail } from "./exit/advance-trail.ts";
export * from "./exit/decide-exit.ts";
export * from "./exit/exit-reason.ts";
export * from "./exit/exit-rules.ts";
export * from "./exit/exit-state.ts";
export * from "./exit/exit-verdict.ts";
export * from "./exit/position-pnl.ts";
export * from "./exit/validate-exit-rules.ts";
export * from "./ids/client-order-id.ts";
export * from "./indicators/average-true-range.ts";
export * from "./indicators/bollinger-bands.ts";
export * from "./indicators/exponential-mean.ts";
export * from "./indicators/macd.ts";
export * from "./indicators/rate-of-change.ts";
export * from "./indicators/recent-values.ts";
export * from "./indicators/relative-strength.ts";
export * from "./indicators/rolling-deviation.ts";
export * from "./indicators/rolling-extreme.ts";
export * from "./indicators/rolling-mean.ts";
export * from "./indicators/rolling-range.ts";
export * from "./invariant.ts";
export * from "./ledger/allocate-fifo.ts";
export * from "./ledger/allocate-sell.ts";
export {
  type Allocation,
  type Lot,
  type ScaledAllocation,
  type ScaledLot,
  type ScaledUnmatched,
  type ScaledUnvaluedFee,
  type Unmatched,
  type UnvaluedFee,
  unscaleAllocation,
  unscaleLot,
  unscaleUnmatched,
  unscaleUnvaluedFee,
} from "./ledger/allocation.ts";
export * from "./ledger/create-ledger.ts";
export * from "./ledger/dust.ts";
export { compareFills, type LedgerFault, type LedgerFill, type ScaledFill, type Side } from "./ledger/fill.ts";
export type { FeeValue, LedgerOptions } from "./ledger/ledger-options.ts";
export { openLot } from "./ledger/open-lot.ts";
export * from "./ledger/running-fee-values.ts";
export { type Scaled, scaledFromDecimal, scaledFromText, scaledToDecimal, scaledToText } from "./ledger/scaled.ts";
export type { ScaledFeeValue } from "./ledger/settle-fill.ts";
export * from "./ledger/stream-fifo.ts";
export { isLateFill } from "./ledger/symbol-book.ts";
export * from "./ledger/unrealized-pnl.ts";
export * from "./ledger/value-fees-from-fills.ts";
export * from "./ledger/verify-ledger.ts";
export * from "./market/aggregate-bars.ts";
export * from "./market/bar-aggregator.ts";
export * from "./market/candle.ts";
export * from "./market/market.ts";
export * from "./market/quote-from-close.ts";
export * from "./market/resolve-symbol.ts";
export * from "./market/validate-candle.ts";
export * from "./metrics/build-trade.ts";
export * from "./metrics/compare-groups.ts";
export * from "./metrics/compare-paired.ts";
export * from "./metrics/compute-metrics.ts";
export type { MetricDifference } from "./metrics/difference.ts";
export * from "./metrics/equity.ts";
export * from "./metrics/evaluate-targets.ts";
export * from "./metrics/group-trades.ts";
export type { Period } from "./metrics/hold-time.ts";
export type { Interval, QuoteInterval } from "./metrics/interval.ts";
export * from "./metrics/profile-exits.ts";
export * from "./metrics/seeded-random.ts";
export * from "./metrics/trade.ts";
export * from "./metrics/utc-time.ts";
export * from "./money/decimal.ts";
export * from "./money/decimal-text.ts";
export * from "./money/quantize.ts";
export * from "./money/units.ts";
export * from "./order/correct-fill-fee.ts";
export * from "./order/fold-position.ts";
export * from "./order/order.ts";
export * from "./order/order-event.ts";
export * from "./order/plan-order.ts";
export * from "./order/transition-order.ts";
export * from "./reconcile/diff-balance.ts";
export * from "./reconcile/diff-fills.ts";
export * from "./reconcile/diff-orders.ts";
export * from "./reconcile/diff-protection.ts";
export * from "./reconcile/difference.ts";
export * from "./result.ts";
export {
  type ActiveLock,
  activeLocks,
  LOCK_REMEDY,
  type LockKind,
  type LockRequest,
} from "./risk/active-locks.ts";
export type { CheckFinding } from "./risk/check-finding.ts";
export * from "./risk/entry-facts.ts";
export * from "./risk/filter-symbol.ts";
export * from "./risk/gate-entry.ts";
export { LIFTABLE_LOCKS, type LiftableLock, type LockLift } from "./risk/lock-lift.ts";
export * from "./risk/may-exit.ts";
export * from "./risk/risk-reason.ts";
export * from "./risk/risk-rules.ts";
export * from "./risk/validate-risk-rules.ts";
export * from "./signal/action-code.ts";
export * from "./signal/reachable-score.ts";
export * from "./signal/score-distribution.ts";
export * from "./signal/signal-engine.ts";
export * from "./signal/signal-evaluation.ts";
export * from "./signal/signal-rules.ts";
export * from "./signal/validate-signal-rules.ts";
export * from "./signal/warm-up-bars.ts";
export * from "./sizing/size-entry.ts";
export * from "./sizing/sizing-rules.ts";
export * from "./time/timeframe.ts";
