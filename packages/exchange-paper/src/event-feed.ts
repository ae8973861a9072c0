import type { VenueEvent } from "@bottrader/ports";

export type VenueListener = (event: VenueEvent) => Promise<void>;

export type EventFeed = {
  subscribe(listener: VenueListener): void;
  publish(events: readonly VenueEvent[]): void;
  /** Resolves when every published event has been taken; rejects with the first error a listener threw since the last call. */
  drained(): Promise<void>;
};

/**
 * Hands events to the listeners one after another. Publishing does not wait: a listener may place and cancel orders, and a
 * caller that holds a lock its listener needs must not be made to wait for that listener.
 */
export function createEventFeed(): EventFeed {
  const listeners: VenueListener[] = [];
  let delivery: Promise<void> = Promise.resolve();
  let failure: { readonly cause: unknown } | null = null;

  const deliver = async (event: VenueEvent) => {
    for (const listener of listeners) {
      try {
        await listener(event);
      } catch (cause) {
        failure ??= { cause };
      }
    }
  };

  return {
    subscribe: (listener) => {
      listeners.push(listener);
    },
    publish: (events) => {
      for (const event of events) delivery = delivery.then(() => deliver(event));
    },
    drained: async () => {
      let awaited: Promise<void> | null = null;
      // Ends once the listeners publish nothing more.
      while (awaited !== delivery) {
        awaited = delivery;
        await awaited;
      }
      const thrown = failure;
      failure = null;
      if (thrown) throw thrown.cause;
    },
  };
}
