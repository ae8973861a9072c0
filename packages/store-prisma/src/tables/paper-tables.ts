/** Tables of the paper venue's own books as the records of its port. */
import type { AttachedBracket, PaperOrder, VenueBalance, VenueFill } from "@bottrader/ports";
import type * as Model from "../generated/client.ts";
import { columnsOf } from "../sql/column.ts";
import { recordTable } from "../sql/record-table.ts";

/** A paper order with its attached protection spread over columns of their own. */
export type PaperOrderRow = Omit<PaperOrder, "attached"> & {
  readonly attachedStopId: AttachedBracket["stopId"] | null;
  readonly attachedStopPrice: AttachedBracket["stopPrice"] | null;
  readonly attachedTargetId: AttachedBracket["targetId"] | null;
  readonly attachedTargetPrice: AttachedBracket["targetPrice"] | null;
};

const order = columnsOf<Model.PaperOrder>();
export const paperOrders = recordTable<PaperOrderRow>("paper_orders", ["clientOrderId"], {
  clientOrderId: order.text("clientOrderId"),
  venueOrderId: order.text("venueOrderId"),
  symbol: order.text("symbol"),
  side: order.text("side"),
  type: order.text("type"),
  size: order.exact("size"),
  filledSize: order.exact("filledSize"),
  limitPrice: order.exactOrNull("limitPrice"),
  stopPrice: order.exactOrNull("stopPrice"),
  state: order.text("state"),
  createdAtMs: order.instant("createdAt"),
  timeInForce: order.text("timeInForce"),
  placedAtMs: order.instant("placedAt"),
  triggered: order.flag("triggered"),
  groupId: order.text("groupId"),
  attachedStopId: order.text("attachedStopId"),
  attachedStopPrice: order.exactOrNull("attachedStopPrice"),
  attachedTargetId: order.text("attachedTargetId"),
  attachedTargetPrice: order.exactOrNull("attachedTargetPrice"),
});

export const toPaperOrderRow = ({ attached, ...rest }: PaperOrder): PaperOrderRow => ({
  ...rest,
  attachedStopId: attached?.stopId ?? null,
  attachedStopPrice: attached?.stopPrice ?? null,
  attachedTargetId: attached?.targetId ?? null,
  attachedTargetPrice: attached?.targetPrice ?? null,
});

export function toPaperOrder(row: PaperOrderRow): PaperOrder {
  const {
    attachedStopId: stopId,
    attachedStopPrice: stopPrice,
    attachedTargetId: targetId,
    attachedTargetPrice: targetPrice,
    ...rest
  } = row;
  const isAttached = stopId !== null && stopPrice !== null && targetId !== null && targetPrice !== null;
  return { ...rest, attached: isAttached ? { stopId, stopPrice, targetId, targetPrice } : null };
}

const fill = columnsOf<Model.PaperFill>();
export const paperFills = recordTable<VenueFill>("paper_fills", ["tradeId"], {
  tradeId: fill.text("tradeId"),
  clientOrderId: fill.text("clientOrderId"),
  symbol: fill.text("symbol"),
  side: fill.text("side"),
  price: fill.exact("price"),
  size: fill.exact("size"),
  fee: fill.exact("fee"),
  feeCurrency: fill.text("feeCurrency"),
  liquidity: fill.text("liquidity"),
  atMs: fill.instant("at"),
});

const balance = columnsOf<Model.PaperBalance>();
export const paperBalances = recordTable<VenueBalance>("paper_balances", ["currency"], {
  currency: balance.text("currency"),
  total: balance.exact("total"),
  locked: balance.exact("locked"),
});

export type PaperBarRow = { readonly symbol: string; readonly closedAtMs: number };

const bar = columnsOf<Model.PaperBar>();
export const paperBars = recordTable<PaperBarRow>("paper_bars", ["symbol"], {
  symbol: bar.text("symbol"),
  closedAtMs: bar.instant("closedAt"),
});
