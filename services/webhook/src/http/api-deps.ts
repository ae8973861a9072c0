import type { StatusView } from "@bottrader/contracts";
import type { ApiReads } from "@bottrader/ports";
import type { TradingRoom } from "../market/trading-room.ts";

export type ApiDeps = {
  readonly reads: ApiReads;
  readonly room: () => TradingRoom | null;
  readonly status: () => Promise<StatusView>;
  readonly relay: () => void;
  readonly scoreTargets: { readonly buy: number; readonly sell: number };
};

/** Answered as 503 until what is asked for is known. */
export class NotReady extends Error {
  readonly statusCode = 503;
}

/** The open room. Throws `NotReady` until the market session is known. */
export function openRoomOf({ room }: Pick<ApiDeps, "room">): TradingRoom {
  const open = room();
  if (open === null) throw new NotReady("The market session is not known yet.");
  return open;
}
