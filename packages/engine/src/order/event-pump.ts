/**
 * Books the venue's events one symbol at a time, without ever waiting for a chain it holds itself.
 *
 * A venue may report a fill while the very call that caused it is still running under the symbol's chain. Such events wait in
 * line and are booked before the chain is let go, so nobody ever sees a position that is behind its fills.
 */
import type { TradeStore, VenueEvent } from "@bottrader/ports";
import type { EventPump } from "./desk.ts";

type PumpOptions = {
  readonly store: Pick<TradeStore, "withSymbol">;
  /** Books one event; called inside the symbol's chain. */
  readonly book: (event: VenueEvent) => Promise<void>;
  /** Called inside the chain once its work is done, when events were booked: never between two steps of the work. */
  readonly settled: (symbol: string) => Promise<void>;
};

const symbolOf = (event: VenueEvent): string => (event.kind === "order" ? event.order.symbol : event.fill.symbol);

export function createEventPump(options: PumpOptions): EventPump {
  const waiting = new Map<string, VenueEvent[]>();
  const held = new Set<string>();
  /** Steps running here or waiting for their symbol's chain. */
  let steps = 0;
  const onIdle: (() => void)[] = [];
  /** Symbols of which something was booked that nothing has been concluded from yet. */
  const unsettled = new Set<string>();

  const drain = async (symbol: string): Promise<void> => {
    for (;;) {
      const event = waiting.get(symbol)?.[0];
      if (event === undefined) break;
      await options.book(event);
      waiting.get(symbol)?.shift();
      unsettled.add(symbol);
    }
    waiting.delete(symbol);
  };

  const settle = async (symbol: string): Promise<void> => {
    await drain(symbol);
    // Settling may call the venue, whose answers are events again; what it does is bounded by its own attempts
    while (unsettled.has(symbol)) {
      await options.settled(symbol);
      unsettled.delete(symbol);
      await drain(symbol);
    }
  };

  const hold = async <T>(symbol: string, work: () => Promise<T>): Promise<T> => {
    held.add(symbol);
    try {
      await drain(symbol);
      return await work();
    } finally {
      // Also after work that failed: what it changed at the venue is booked and protected before anybody else looks
      try {
        do await settle(symbol);
        while (waiting.has(symbol));
      } finally {
        held.delete(symbol);
      }
    }
  };

  const alone = async <T>(symbol: string, work: () => Promise<T>): Promise<T> => {
    steps += 1;
    try {
      return await options.store.withSymbol(symbol, () => hold(symbol, work));
    } finally {
      steps -= 1;
      if (steps === 0) for (const resolve of onIdle.splice(0)) resolve();
    }
  };

  return {
    alone,
    drain,
    idle: () => (steps === 0 ? Promise.resolve() : new Promise<void>((resolve) => void onIdle.push(resolve))),
    async push(event) {
      const symbol = symbolOf(event);
      const line = waiting.get(symbol);
      if (line === undefined) waiting.set(symbol, [event]);
      else line.push(event);
      if (!held.has(symbol)) await alone(symbol, async () => {});
    },
  };
}
