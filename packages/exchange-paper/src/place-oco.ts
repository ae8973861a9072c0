import { err, ok, type Result } from "@bottrader/core";
import type { OcoRequest, PaperOrder, VenueFault } from "@bottrader/ports";
import { newLeg } from "./bracket-leg.ts";
import { checkOco, type Placing } from "./check-request.ts";
import { type Draft, freeOf, putOrder } from "./venue-draft.ts";
import { quoteMissing, refused } from "./venue-faults.ts";

/** A resting stop and target for held size, or why the venue refuses them. Ids must have been checked. */
export function placeOco(
  draft: Draft,
  placing: Placing<OcoRequest>,
): Result<readonly [stop: PaperOrder, target: PaperOrder], VenueFault> {
  const { request, quote, placedAtMs } = placing;
  const { symbol, size } = request;
  const market = draft.terms.markets.get(symbol);
  if (!market) return err(refused("SYMBOL_UNKNOWN", `${symbol} is not listed`));
  if (!quote) return err(quoteMissing(symbol));
  const fault = checkOco(market, request, quote.bid);
  if (fault) return err(fault);
  const free = freeOf(draft, market.base);
  if (size.gt(free)) {
    return err(refused("FUNDS_SHORT", `${size.toFixed()} ${market.base} needed, ${free.toFixed()} free`));
  }
  const group = { bracket: request, symbol, size, groupId: request.stopId, placedAtMs };
  const stop = newLeg(draft, "stop", group);
  const target = newLeg(draft, "target", group);
  putOrder(draft, stop);
  putOrder(draft, target);
  return ok([stop, target]);
}
