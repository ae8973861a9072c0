/**
 * The venue as the order manager sees it.
 *
 * Invariants every adapter keeps
 * 1. The client order id we give is the id on the wire, and the order can be found by it.
 * 2. A call that may have reached the venue and whose answer is lost is `unknown`, never `refused`.
 * 3. Cumulative fills of an order never fall; every fill has a stable trade id.
 * 4. Children of a native bracket cover exactly what the parent has filled, and die with their sibling.
 */
import type { ClientOrderId, Decimal, Market, Price, Qty, QuoteTick } from "@bottrader/core";

export type BracketKind = "native" | "oco" | "stop-first" | "emulated";

export type VenueCapabilities = {
  readonly venue: string;
  readonly bracket: BracketKind;
  /** Resting stops live at the venue and work while every process of ours is down. */
  readonly protectsWhileDown: boolean;
};

/** Protection attached to a buy: the venue rests both children for whatever has filled and treats them as one-cancels-other. */
export type AttachedBracket = {
  readonly stopId: ClientOrderId;
  readonly stopPrice: Price;
  readonly targetId: ClientOrderId;
  readonly targetPrice: Price;
};

export type OrderRequest = {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit";
  readonly size: Qty;
  /** Required for `limit`. */
  readonly limitPrice: Price | null;
  readonly timeInForce: "gtc" | "ioc";
  readonly attached: AttachedBracket | null;
};

/** A resting stop and target for size already held, as one group. */
export type OcoRequest = AttachedBracket & { readonly symbol: string; readonly size: Qty };

export type VenueOrderState = "open" | "filled" | "cancelled" | "expired" | "rejected";

export type VenueOrder = {
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit" | "stop";
  readonly size: Qty;
  readonly filledSize: Qty;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly state: VenueOrderState;
  readonly createdAtMs: number;
};

export type VenueFill = {
  readonly tradeId: string;
  readonly clientOrderId: ClientOrderId;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly price: Price;
  readonly size: Qty;
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly liquidity: "maker" | "taker";
  readonly atMs: number;
};

export type VenueBalance = { readonly currency: string; readonly total: Decimal; readonly locked: Decimal };

export const REFUSED_CODES = {
  FUNDS_SHORT: "the balance does not cover the order",
  SIZE_BELOW_MIN: "size or value below the venue's minimum",
  SIZE_OFF_STEP: "size is not a multiple of the venue's step",
  PRICE_OFF_TICK: "price is not a multiple of the venue's tick",
  SYMBOL_UNKNOWN: "the venue does not list the symbol",
  DUPLICATE_ID: "the client order id is already in use",
  STOP_CROSSED: "the stop would trigger at once",
  AUTH_REFUSED: "the venue refused the credentials",
  RATE_LIMITED: "the venue asked us to slow down",
  MARKET_CLOSED: "the symbol is not trading",
  ORDER_REJECTED: "the venue rejected the order for another reason",
} as const;
export type RefusedCode = keyof typeof REFUSED_CODES;

/** A failed call says separately whether it could have happened and whether another try would help. */
export type VenueFault =
  | {
      readonly phase: "not_sent";
      readonly code: "CONNECT_FAILED" | "LOCAL_THROTTLE" | "QUOTE_MISSING";
      readonly retryable: boolean;
      readonly detail: string;
    }
  | { readonly phase: "refused"; readonly code: RefusedCode; readonly retryable: boolean; readonly detail: string }
  | {
      readonly phase: "unknown";
      readonly code: "TIMEOUT" | "CONNECTION_LOST" | "ANSWER_UNREADABLE";
      readonly detail: string;
    };

export type PlaceOutcome = { readonly phase: "accepted"; readonly orders: readonly VenueOrder[] } | VenueFault;

/** `gone`: there is nothing left to cancel; read the order to learn how it ended. */
export type CancelOutcome =
  | { readonly phase: "accepted"; readonly order: VenueOrder }
  | { readonly phase: "gone" }
  | VenueFault;

export type VenueRead<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string };

export type VenueEvent =
  | { readonly kind: "order"; readonly order: VenueOrder }
  | { readonly kind: "fill"; readonly fill: VenueFill };

export interface Exchange {
  readonly capabilities: VenueCapabilities;
  markets(): readonly Market[];
  market(symbol: string): Market | null;
  /** Newest known best prices; null before the first one. */
  quote(symbol: string): QuoteTick | null;
  placeOrder(request: OrderRequest): Promise<PlaceOutcome>;
  /** Rests a stop and a target for held size as one group. */
  placeOco(request: OcoRequest): Promise<PlaceOutcome>;
  cancelOrder(symbol: string, clientOrderId: ClientOrderId): Promise<CancelOutcome>;
  /** Null when the venue knows no such order. */
  fetchOrder(symbol: string, clientOrderId: ClientOrderId): Promise<VenueRead<VenueOrder | null>>;
  fetchOpenOrders(): Promise<VenueRead<readonly VenueOrder[]>>;
  /** Fills at or after `sinceMs`, oldest first. Callers overlap and rely on trade ids. */
  fetchFills(sinceMs: number): Promise<VenueRead<readonly VenueFill[]>>;
  fetchBalances(): Promise<VenueRead<readonly VenueBalance[]>>;
  /** A hint, not the truth: events may be lost or repeated. Listeners run one after another, in order. */
  onEvent(listener: (event: VenueEvent) => Promise<void>): void;
}
