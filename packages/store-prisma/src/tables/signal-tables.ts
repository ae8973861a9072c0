/** Tables of the signal service as the records of the ports. */
import type { EvaluationRow, WatchedPosition } from "@bottrader/ports";
import type * as Model from "../generated/client.ts";
import { columnsOf } from "../sql/column.ts";
import { recordTable } from "../sql/record-table.ts";
import { positionColumns } from "./trade-tables.ts";

const candle = columnsOf<Model.Candle>();
const evaluation = columnsOf<Model.SignalEvaluation>();

/** A bar and its evaluation in one row, as the view of last evaluations joins them and as a commit carries them. */
export const lastEvaluations = recordTable<EvaluationRow>("v_last_evaluations", ["symbol"], {
  symbol: evaluation.text("symbol"),
  timeframe: evaluation.text("timeframe"),
  openTimeMs: evaluation.instant("openTime"),
  open: candle.number("open"),
  high: candle.number("high"),
  low: candle.number("low"),
  close: candle.number("close"),
  volume: candle.number("volume"),
  buyScore: evaluation.number("buyScore"),
  sellScore: evaluation.number("sellScore"),
  action: evaluation.text("action"),
  trigger: evaluation.text("trigger"),
  record: evaluation.json("record"),
});

/** What the view adds to a position's own columns. */
type WatchColumns = Pick<Model.Position, "exitReason"> & {
  readonly liveExit: Model.ExitReason | null;
  readonly partialTaken: boolean;
};

const watch = columnsOf<WatchColumns>();
export const watchedPositions = recordTable<WatchedPosition>("v_open_positions", ["positionId"], {
  ...positionColumns,
  liveExit: watch.text("liveExit"),
  partialTaken: watch.flag("partialTaken"),
});
