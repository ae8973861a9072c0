/**
 * What a fill moved: inventory and quote value, with its fee expressed in quote.
 *
 * - Fee in quote: taken as it is.
 * - Fee in base: the fee's base units leave the account too, priced at the fill. A buy of 1 with 0.001 fee brings 0.999 and
 *   costs what 1 costs; a sell of 1 with 0.001 fee takes 1.001 out of the lots and brings what 1 brings.
 * - Fee in a third coin: the value `valueFee` gives for the moment of the fill. When it knows none, the fee is left out of the
 *   numbers and `feesComplete` is false on everything derived from the fill.
 */
import { err, ok, type Result } from "../result.ts";
import { type LedgerFault, ledgerFault, type ScaledFill } from "./fill.ts";
import { multiplyScaled } from "./scaled.ts";

/** Quote value of the whole fee of a fill, or null when nothing is known about it. */
export type ScaledFeeValue = (fill: ScaledFill) => bigint | null;

export type SettledFill = {
  /** Base units that entered (buy) or left (sell) the account. */
  readonly size: bigint;
  /** Quote value of `size` at the fill's price. */
  readonly value: bigint;
  /** Quote. A buy costs `value + fee`, a sell brings `value − fee`. */
  readonly fee: bigint;
  readonly feesComplete: boolean;
};

export function settleFill(fill: ScaledFill, valueFee: ScaledFeeValue): Result<SettledFill, LedgerFault> {
  const slash = fill.symbol.indexOf("/");
  if (slash < 1 || slash === fill.symbol.length - 1) return err(ledgerFault("FILL_SYMBOL_NOT_A_PAIR", fill));
  if (fill.price <= 0n || fill.size <= 0n) return err(ledgerFault("FILL_NOT_POSITIVE", fill));

  if (fill.fee !== 0n && fill.feeCurrency === fill.symbol.slice(0, slash)) return settleBaseFee(fill);
  const value = multiplyScaled(fill.price, fill.size);
  if (fill.fee === 0n || fill.feeCurrency === fill.symbol.slice(slash + 1)) {
    return ok({ size: fill.size, value, fee: fill.fee, feesComplete: true });
  }
  const feeValue = valueFee(fill);
  return ok({ size: fill.size, value, fee: feeValue ?? 0n, feesComplete: feeValue !== null });
}

function settleBaseFee(fill: ScaledFill): Result<SettledFill, LedgerFault> {
  const size = fill.side === "buy" ? fill.size - fill.fee : fill.size + fill.fee;
  if (size <= 0n) return err(ledgerFault("FILL_FEE_EXCEEDS_SIZE", fill));
  const value = multiplyScaled(fill.price, size);
  const cash = multiplyScaled(fill.price, fill.size);
  return ok({ size, value, fee: fill.side === "buy" ? cash - value : value - cash, feesComplete: true });
}
