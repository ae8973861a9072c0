import { Decimal, isDecimalText } from "@bottrader/core";
import { z } from "zod";

/** Plain decimal text: the only form in which money crosses a process. */
export const decimalText = z.string().refine(isDecimalText, "must be plain decimal text such as 0.015");

export const positiveDecimalText = decimalText.refine((text) => new Decimal(text).gt(0), "must be greater than zero");

/** Unified symbol, `BTC/USD`. */
export const symbolText = z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,12}$/, "must be a symbol such as BTC/USD");

/** ISO 8601 UTC instant. */
export const instant = z.iso.datetime({ message: "must be an ISO 8601 UTC time" });

/** `int_` and a ULID. BullMQ refuses ids with `:` and ids that are all digits. */
export const intentId = z.string().regex(/^int_[0-9A-HJKMNP-TV-Z]{26}$/, "must be int_ followed by a ULID");

export const toInstant = (ms: number): string => new Date(ms).toISOString();
export const toMs = (iso: string): number => Date.parse(iso);
