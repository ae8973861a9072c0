/**
 * Takes over what the venue says about one of our orders.
 *
 * Invariants
 * 1. Filled size never falls and an order that has ended at the venue never works again, whatever order reports arrive in.
 * 2. A report never books a fill: fills carry their own facts and come with their own trade ids.
 * 3. A report that cannot be true of the order changes nothing and is said aloud.
 */
import { Decimal, type OrderEvent, type OrderFault, qty } from "@bottrader/core";
import type { OrderRecord, OrderRecordState, TradeTx, VenueOrder } from "@bottrader/ports";
import { absentEvent, advanceOrder, reportEvent } from "./advance-order.ts";
import type { Desk } from "./desk.ts";
import { stepIntent } from "./settle-intent.ts";

const ENDED: readonly OrderRecordState[] = ["filled", "cancelled", "refused", "expired"];
export const hasEnded = (state: OrderRecordState): boolean => ENDED.includes(state);

/** `row` is null when the order is not ours; with a fault it is the row as it was. */
export type BookedReport = { readonly row: OrderRecord | null; readonly fault: OrderFault | null };

/** What else belongs to the reports' transaction. */
type Also = (tx: TradeTx, booked: readonly BookedReport[]) => Promise<void>;

/** Books reports in one transaction and raises an anomaly for each that cannot be true. */
export async function bookReports(
  desk: Desk,
  orders: readonly VenueOrder[],
  also: Also = async () => {},
): Promise<readonly BookedReport[]> {
  const nowMs = desk.clock.nowMs();
  const booked = await desk.store.transact(async (tx) => {
    const reports: BookedReport[] = [];
    for (const order of orders) reports.push(await bookReport(tx, { order, nowMs }));
    await also(tx, reports);
    return reports;
  });
  for (const { row, fault } of booked) if (fault !== null) raiseFault(desk, row?.symbol ?? null, fault);
  return booked;
}

export const raiseFault = (desk: Pick<Desk, "anomaly">, symbol: string | null, fault: OrderFault): void =>
  desk.anomaly({ code: "ORDER_REPORT_IMPOSSIBLE", symbol, detail: `${fault.code} ${fault.message}` });

async function bookReport(tx: TradeTx, report: { order: VenueOrder; nowMs: number }): Promise<BookedReport> {
  const { order, nowMs } = report;
  const known = await tx.order(order.clientOrderId);
  if (known === null) return { row: null, fault: null };
  const row = withVenueSize(known, order);
  const event = reportEvent(row, order, nowMs);
  const after = advanceOrder(row, { event, fills: await tx.fillsOfOrder(row.clientOrderId), nowMs });
  if (!after.ok) return { row: known, fault: after.error };
  return { row: await putOrder(tx, { before: known, after: after.value, event: `venue:${order.state}` }), fault: null };
}

/** The venue has no such order (any more): the row ends. */
export async function closeAbsent(tx: TradeTx, row: OrderRecord, nowMs: number): Promise<BookedReport> {
  const event: OrderEvent = absentEvent(row, nowMs);
  const after = advanceOrder(row, { event, fills: await tx.fillsOfOrder(row.clientOrderId), nowMs });
  if (!after.ok) return { row, fault: after.error };
  return { row: await putOrder(tx, { before: row, after: after.value, event: "absent at the venue" }), fault: null };
}

/** The children of a native bracket grow with the parent's fills and shrink with their sibling's: their size is the venue's word. */
function withVenueSize(row: OrderRecord, order: VenueOrder): OrderRecord {
  if (row.leg === "entry" || row.leg === "exit") return row;
  return { ...row, size: qty(Decimal.max(order.size, row.filledSize)) };
}

/** Writes the row; an order that ends takes along what depends on it. */
export async function putOrder(
  tx: TradeTx,
  change: { before: OrderRecord; after: OrderRecord; event: string },
): Promise<OrderRecord> {
  const { before, after, event } = change;
  await tx.updateOrder(after, event);
  if (!hasEnded(before.state) && hasEnded(after.state)) await endIntent(tx, after);
  return after;
}

/**
 * The intent ends with its own order. An exit that ended short goes on with a more urgent order (`takeUpExit`); protective legs
 * belong to the entry and end nothing.
 */
async function endIntent(tx: TradeTx, order: OrderRecord): Promise<void> {
  const nowMs = order.updatedAtMs;
  const isExecuted = order.leg === "entry" ? order.filledSize.gt(0) : order.leg === "exit" && order.state === "filled";
  if (isExecuted) await stepIntent(tx, order.intentId, { state: "executed", reason: "INTENT_EXECUTED", nowMs });
  if (isExecuted || order.leg !== "entry") return;
  await stepIntent(tx, order.intentId, { state: "rejected", reason: "ENTRY_UNFILLED", nowMs });
  for (const child of await tx.ordersOfIntent(order.intentId)) {
    if (child.state === "planned")
      await tx.updateOrder({ ...child, state: "cancelled", updatedAtMs: nowMs }, "entry unfilled");
  }
}
