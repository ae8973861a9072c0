import { bookFill } from "./book-fill.ts";
import { bookReports } from "./book-venue-order.ts";
import type { Desk } from "./desk.ts";
import { createEventPump } from "./event-pump.ts";
import { protectPosition } from "./protect-position.ts";
import { takeUpIdleExits } from "./take-up-exit.ts";

/** Puts the desk together and attaches it to the venue's events. */
export function createDesk(parts: Omit<Desk, "pump">): Desk {
  const desk: Desk = {
    ...parts,
    pump: createEventPump({
      store: parts.store,
      book: async (event) => {
        if (event.kind === "fill") {
          await bookFill(desk, event.fill);
          return;
        }
        const [booked] = await bookReports(desk, [event.order]);
        if (booked?.row === null) {
          desk.anomaly({ code: "ORDER_WITHOUT_ROW", symbol: event.order.symbol, detail: event.order.clientOrderId });
        }
        desk.changed("orders");
      },
      settled: async (symbol) => {
        await takeUpIdleExits(desk, symbol);
        await protectPosition(desk, symbol);
      },
    }),
  };
  parts.exchange.onEvent((event) => desk.pump.push(event));
  return desk;
}
