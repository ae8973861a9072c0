/** What the exchange cards are written in: a market that can be moved, an account, and short words for common steps. */
import {
  type ClientOrderId,
  clientOrderId,
  Decimal,
  invariant,
  type Leg,
  type Market,
  price,
  qty,
  quote,
  ZERO,
} from "@bottrader/core";
import type {
  BracketKind,
  CancelOutcome,
  Exchange,
  OrderRequest,
  PlaceOutcome,
  VenueBalance,
  VenueFill,
  VenueOrder,
  VenueRead,
} from "../exchange.ts";

/** Listed on every venue under test. Increments and fees are such that a rounding mistake shows. */
export const EXCHANGE_TEST_MARKETS: readonly Market[] = ["BTC", "ETH"].map((base) => ({
  symbol: `${base}/USDT`,
  base,
  quote: "USDT",
  tick: price("0.05"),
  step: qty("0.0003"),
  sizeMin: qty("0.0006"),
  notionalMin: quote("10"),
  makerFeeRatio: new Decimal("0.001"),
  takerFeeRatio: new Decimal("0.0017"),
}));

/** The market trades open → low → high → close. With `price` alone it stands still there. */
export type MarketMove = {
  readonly symbol: string;
  /** Prices in quote for one base, decimal text. */
  readonly price: string;
  readonly open?: string;
  readonly low?: string;
  readonly high?: string;
  /** Most of our size that finds a counterparty in this move; unlimited when absent. */
  readonly sizeMax?: string;
};

export type ExchangeUnderTest = {
  /** The adapter as it is connected now. */
  venue(): Exchange;
  /** Moves the market and resolves once the venue has settled the move and its events are taken. */
  trade(move: MarketMove): Promise<void>;
  /** Drops the adapter and connects a new one to the same account; the last prices are known again. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type ExchangeFactory = {
  readonly bracket: BracketKind;
  /** A new account at a venue that lists `EXCHANGE_TEST_MARKETS` and has not traded yet. Balances by currency, decimal text. */
  open(balances: Readonly<Record<string, string>>): Promise<ExchangeUnderTest>;
};

export type ExchangeCard = {
  readonly id: `EX-${number}`;
  readonly guarantee: string;
  /** Cards on groups are dealt to venues that can rest them. */
  readonly needs?: "oco" | "native";
  readonly balances?: Readonly<Record<string, string>>;
  run(desk: Desk): Promise<void>;
};

export const SYMBOL = "BTC/USDT";

/** Id number `attempt` of a leg, deterministic as the engine's ids are. */
export const idOf = (leg: Leg, attempt = 0): ClientOrderId =>
  clientOrderId("int_01J0CARD000000000000000000", leg, attempt);

export type Desk = ExchangeUnderTest & {
  /** Places and requires acceptance. */
  place(order: Partial<OrderRequest>): Promise<readonly VenueOrder[]>;
  tryPlace(order: Partial<OrderRequest>): Promise<PlaceOutcome>;
  /** Holds `size` base bought at the market near 100, entry id 9. */
  hold(size: string): Promise<void>;
  /** A group over held size: stop at 90, target at 110, unless said otherwise. */
  protect(group: { size: string; stop?: string; target?: string; attempt?: number }): Promise<PlaceOutcome>;
  cancel(id: ClientOrderId): Promise<CancelOutcome>;
  /** Null when the venue knows no such order. */
  order(id: ClientOrderId): Promise<VenueOrder | null>;
  openIds(): Promise<readonly string[]>;
  fills(sinceMs?: number): Promise<readonly VenueFill[]>;
  balance(currency: string): Promise<VenueBalance>;
};

/** A market buy of 1.2 with id `idOf("entry")` is the order unless fields say otherwise. */
export function openDesk(subject: ExchangeUnderTest): Desk {
  const tryPlace = (order: Partial<OrderRequest>) => subject.venue().placeOrder({ ...DEFAULT_ORDER, ...order });
  const place = async (order: Partial<OrderRequest>) => {
    const outcome = await tryPlace(order);
    invariant(outcome.phase === "accepted", `order not accepted: ${JSON.stringify(outcome)}`);
    return outcome.orders;
  };
  return {
    ...subject,
    tryPlace,
    place,
    hold: async (size) => {
      await subject.trade({ symbol: SYMBOL, price: "100" });
      await place({ clientOrderId: idOf("entry", 9), size: qty(size) });
      await subject.trade({ symbol: SYMBOL, price: "100" });
    },
    protect: ({ size, stop = "90", target = "110", attempt = 0 }) =>
      subject.venue().placeOco({
        symbol: SYMBOL,
        size: qty(size),
        stopId: idOf("stop", attempt),
        stopPrice: price(stop),
        targetId: idOf("target", attempt),
        targetPrice: price(target),
      }),
    cancel: (id) => subject.venue().cancelOrder(SYMBOL, id),
    order: async (id) => readValue(await subject.venue().fetchOrder(SYMBOL, id)),
    openIds: async () => readValue(await subject.venue().fetchOpenOrders()).map((order) => order.clientOrderId),
    fills: async (sinceMs = 0) => readValue(await subject.venue().fetchFills(sinceMs)),
    balance: async (currency) => {
      const balances = readValue(await subject.venue().fetchBalances());
      return balances.find((balance) => balance.currency === currency) ?? { currency, total: ZERO, locked: ZERO };
    },
  };
}

const DEFAULT_ORDER: OrderRequest = {
  clientOrderId: idOf("entry"),
  symbol: SYMBOL,
  side: "buy",
  type: "market",
  size: qty("1.2"),
  limitPrice: null,
  timeInForce: "gtc",
  attached: null,
};

function readValue<T>(read: VenueRead<T>): T {
  invariant(read.ok, "the venue must be readable");
  return read.value;
}

/** Protection for a buy near 100: stop at 90, target at 110. */
export const BRACKET = {
  stopId: idOf("stop"),
  stopPrice: price("90"),
  targetId: idOf("target"),
  targetPrice: price("110"),
} as const;
