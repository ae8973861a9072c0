/** Which part of a position's life an order is. */
export type Leg = "entry" | "stop" | "target" | "exit";

declare const clientOrderIdBrand: unique symbol;
export type ClientOrderId = string & { readonly [clientOrderIdBrand]: true };

const LEG_CODE: Readonly<Record<Leg, string>> = { entry: "e", stop: "s", target: "t", exit: "x" };

/**
 * Deterministic id of an order on the wire: the same intent, leg and attempt give the same id after a crash, so an order whose
 * answer was lost can be found by it. At most 32 alphanumeric characters (OKX is the strictest venue).
 * `intentId` is `int_` followed by a ULID; `attempt` rises only after a refused try.
 */
export function clientOrderId(intentId: string, leg: Leg, attempt: number): ClientOrderId {
  return `bt${intentId.replace("int_", "")}${LEG_CODE[leg]}${attempt}` as ClientOrderId;
}
