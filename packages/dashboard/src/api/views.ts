/** What the page reads from `/api/v1`: the contract's shapes, and the few that the contract names only as schemas. */
import type {
  AccountView,
  SignalView as ContractSignalView,
  candleRow,
  equityPointView,
  IntentView,
  LockView,
  OrderView,
  PositionView,
  StatusView,
  TradeView,
} from "@bottrader/contracts";

type Output<Schema extends { readonly _zod: { readonly output: unknown } }> = Schema["_zod"]["output"];

export type EquityPointView = Output<typeof equityPointView>;
export type CandleRow = Output<typeof candleRow>;

/** `target` is what the score must reach before any guard; shown when the signal service says it. */
export type SignalView = ContractSignalView & { readonly target?: { readonly buy: number; readonly sell: number } };

export interface CandlesView {
  readonly symbol: string;
  readonly timeframe: string;
  readonly rows: readonly CandleRow[];
}

/** `[low, high]`; null when there is nothing to estimate from. */
type Interval = readonly [number, number] | null;

/** Money is decimal text in the account's currency; rates, factors and drawdown are plain ratios. */
export interface MetricsView {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly breakEven: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly totalPnl: string;
  readonly maxDrawdown: number | null;
  readonly ci95: { readonly winRate: Interval };
  readonly enoughTrades: boolean;
}

export interface GroupView {
  readonly key: string;
  readonly metrics: MetricsView;
}

export interface PerformanceView {
  readonly metrics: MetricsView;
  readonly groups: {
    readonly exitReason: readonly GroupView[];
    readonly trigger: readonly GroupView[];
    readonly symbol: readonly GroupView[];
  };
}

/** Everything the desk shows, by the name of the resource it comes from. */
export interface DeskData {
  readonly status: StatusView;
  readonly account: AccountView;
  readonly positions: readonly PositionView[];
  readonly orders: readonly OrderView[];
  readonly trades: readonly TradeView[];
  readonly intents: readonly IntentView[];
  readonly performance: PerformanceView;
  readonly equity: readonly EquityPointView[];
  readonly signals: readonly SignalView[];
  readonly candles: CandlesView;
  readonly locks: readonly LockView[];
}

export type ResourceName = keyof DeskData;
