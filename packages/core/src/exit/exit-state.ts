/** What the exit policy remembers about one position between two ticks, and its stored form. */
import { Decimal } from "../money/decimal.ts";
import { isDecimalText, toDecimalText } from "../money/decimal-text.ts";
import { price } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import type { Trail } from "./advance-trail.ts";

export type ExitState = {
  readonly trailing: Trail | null;
  /** Last ATR seen, in quote units: the trail goes on with it while no fresh one comes. */
  readonly lastAtr: Decimal | null;
  /**
   * True once an exit of reason PARTIAL_TAKE_PROFIT has a fill. The policy never sets it: a decision is not a sale. The caller
   * sets it from the position's fills before each call, so that a partial exit that was lost or refused is decided again.
   */
  readonly partialTaken: boolean;
};

/** Decimals as text. */
export type ExitStateJson = {
  readonly trailing: { readonly high: string; readonly stop: string; readonly tier: number } | null;
  readonly lastAtr: string | null;
  readonly partialTaken: boolean;
};

export const initialExitState = (): ExitState => ({ trailing: null, lastAtr: null, partialTaken: false });

export function exitStateToJson(state: ExitState): ExitStateJson {
  const { trailing, lastAtr, partialTaken } = state;
  return {
    trailing: trailing && {
      high: toDecimalText(trailing.high),
      stop: toDecimalText(trailing.stop),
      tier: trailing.tier,
    },
    lastAtr: lastAtr && toDecimalText(lastAtr),
    partialTaken,
  };
}

/** Reads a stored state. The error names the field that cannot be trusted; a stop is never guessed. */
export function exitStateFromJson(json: unknown): Result<ExitState, string> {
  if (!isRecord(json)) return err("exit state is not an object");
  const { trailing, lastAtr, partialTaken } = json;
  if (typeof partialTaken !== "boolean") return err("exit state: partialTaken is not a boolean");
  if (lastAtr !== null && !isPositiveText(lastAtr)) return err("exit state: lastAtr is not a positive decimal text");
  const trail = trailing === null ? ok(null) : trailFromJson(trailing);
  if (!trail.ok) return trail;
  return ok({ trailing: trail.value, lastAtr: lastAtr === null ? null : new Decimal(lastAtr), partialTaken });
}

function trailFromJson(json: unknown): Result<Trail, string> {
  if (!isRecord(json)) return err("exit state: trailing is not an object");
  const { high, stop, tier } = json;
  if (!isPositiveText(high)) return err("exit state: trailing.high is not a positive decimal text");
  if (!isPositiveText(stop)) return err("exit state: trailing.stop is not a positive decimal text");
  if (typeof tier !== "number" || !Number.isInteger(tier) || tier < 0) {
    return err("exit state: trailing.tier is not a count");
  }
  if (price(stop).gte(high)) return err("exit state: trailing.stop is not below trailing.high");
  return ok({ high: price(high), stop: price(stop), tier });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isPositiveText = (value: unknown): value is string =>
  typeof value === "string" && isDecimalText(value) && new Decimal(value).gt(0);
