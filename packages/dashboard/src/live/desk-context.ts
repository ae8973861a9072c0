import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { DeskData, ResourceName } from "../api/views.ts";
import type { Desk, DeskState, Slot } from "./create-desk.ts";
import { useStore } from "./store.ts";

export const DeskContext = createContext<Desk | null>(null);

/** The desk this part of the page belongs to. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("rendered outside the desk");
  return desk;
}

/** One part of what the desk knows, live. */
export function useDeskState<Part>(select: (state: DeskState) => Part): Part {
  return useStore(useDesk().store, select);
}

/** One resource with its fault and age, live. */
export function useSlot<Name extends ResourceName>(name: Name): Slot<DeskData[Name]> {
  return useDeskState((state): Slot<DeskData[Name]> => state.slots[name]);
}

/** The market's clock, ms: of the recording in a replay, of the world on a live feed. Null before the first status. */
export function useMarketNowMs(): number | null {
  return useDeskState((state) => state.slots.status.data?.market.nowMs ?? null);
}

/** The wall clock, ms, once a second; only for the age of the connection, never for the market. */
export function useWallNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const id = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(id);
  }, []);
  return nowMs;
}
