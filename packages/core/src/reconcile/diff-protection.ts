import type { Qty } from "../money/units.ts";
import type { Position } from "../order/fold-position.ts";
import { isWorking, type Order } from "../order/order.ts";
import type { Difference } from "./difference.ts";

/** An order with the part it plays: only a stop or an exit on its way out protects. */
export type RoledOrder = { readonly order: Order; readonly role: "entry" | "stop" | "target" | "exit" };

export type ProtectionBooks = {
  readonly positions: readonly Position[];
  readonly orders: readonly RoledOrder[];
  /** Symbols whose stop is watched by us instead of resting at the venue. */
  readonly emulatedStops: ReadonlySet<string>;
  /** Largest holding of a symbol that needs no protection because it cannot be sold. */
  readonly dustMax: (symbol: string) => Qty;
};

/**
 * Positions nobody protects and sell orders for nothing (I1, P38). A resting target alone does not protect, nor does an order whose
 * fate is unknown.
 */
export function diffProtection(books: ProtectionBooks): readonly Difference[] {
  const working = books.orders.filter(({ order }) => isWorking(order));
  const held = books.positions.filter(({ symbol, size }) => size.gt(books.dustMax(symbol)));
  const heldSymbols = new Set(held.map(({ symbol }) => symbol));
  const isProtected = (symbol: string): boolean =>
    books.emulatedStops.has(symbol) ||
    working.some(({ order, role }) => order.symbol === symbol && order.state !== "unknown" && isWayOut(role));

  const naked = held
    .filter(({ symbol }) => !isProtected(symbol))
    .map(({ symbol, size }): Difference => ({ kind: "position_without_protection", symbol, size }));
  const orphans = working
    .filter(({ order }) => order.side === "sell" && !heldSymbols.has(order.symbol))
    .map(
      ({ order }): Difference => ({
        kind: "order_without_position",
        symbol: order.symbol,
        clientOrderId: order.clientOrderId,
      }),
    );
  return [...naked, ...orphans];
}

const isWayOut = (role: RoledOrder["role"]): boolean => role === "stop" || role === "exit";
