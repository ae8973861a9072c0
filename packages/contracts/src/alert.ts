/**
 * Alerts from outside: the native body, parsed to one normalised shape.
 *
 * Numbers may come as numbers or as text. Every fault is reported at once, naming the field and what it allows. Fields nobody
 * knows are ignored, never trusted.
 */
import { Decimal, err, isDecimalText, ok, type Result } from "@bottrader/core";
import { z } from "zod";
import type { EntryBudget } from "./intents.ts";

export const ALERT_ACTIONS = ["buy", "sell", "close", "cancel"] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

export type Alert = {
  /** As the sender wrote it; resolved against the venue's markets later. */
  readonly ticker: string;
  readonly action: AlertAction;
  readonly id: string | null;
  readonly strategy: string | null;
  /** When the sender says it happened, Unix milliseconds. */
  readonly timeMs: number | null;
  readonly price: string | null;
  readonly budget: EntryBudget;
  readonly stopLoss: string | null;
  readonly takeProfit: string | null;
};

export type FieldFault = { readonly field: string; readonly message: string };

const TEXT_OR_NUMBER = "must be a number or text";

const positive = z
  .union([z.string(), z.number()], TEXT_OR_NUMBER)
  .transform((value) => (typeof value === "number" ? plainNumber(value) : value.trim()))
  .refine((text) => isDecimalText(text) && new Decimal(text).gt(0), "must be a number greater than 0");

const percent = z
  .union([z.string(), z.number()], TEXT_OR_NUMBER)
  .transform((value) => (typeof value === "number" ? plainNumber(value) : value.trim().replace(/ ?%$/, "")))
  .refine(
    (text) => isDecimalText(text) && new Decimal(text).gt(0) && new Decimal(text).lte(100),
    "must be a percentage greater than 0 and at most 100",
  );

const shortText = (max: number) =>
  z.string("must be text").trim().min(1, "must not be empty").max(max, `must have at most ${max} characters`);

/** With its zone: a time without one would mean another instant on another machine. */
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const instantOrMs = z
  .union([z.string(), z.number()], TEXT_OR_NUMBER)
  .transform((value) => (typeof value === "number" ? value : instantMs(value.trim())))
  .refine((ms) => Number.isFinite(ms) && ms > 0, "must be an ISO 8601 time with its zone, or Unix milliseconds");

/** Words that ask for what a spot account cannot do. */
const SHORT_REFUSED = "short selling is not possible: the system trades spot, long only";
const REFUSED_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["short", SHORT_REFUSED],
  ["sellshort", SHORT_REFUSED],
]);

const action = z
  .string("must be one of buy, sell, close, cancel")
  .transform((text) => text.trim().toLowerCase())
  .superRefine((text, context) => {
    const refused = REFUSED_ACTIONS.get(text);
    if (refused !== undefined) context.addIssue({ code: "custom", message: refused });
    else if (!(ALERT_ACTIONS as readonly string[]).includes(text)) {
      context.addIssue({ code: "custom", message: "must be one of buy, sell, close, cancel" });
    }
  });

const nativeBody = z.object({
  symbol: shortText(60).optional(),
  ticker: shortText(60).optional(),
  action,
  id: z.union([shortText(200), z.number().transform(String)], TEXT_OR_NUMBER).optional(),
  price: positive.optional(),
  quote: positive.optional(),
  size: positive.optional(),
  percent: percent.optional(),
  stopLoss: positive.optional(),
  takeProfit: positive.optional(),
  time: instantOrMs.optional(),
  strategy: shortText(100).optional(),
});

/** Faults that no field has alone. Looked for in the body as it came, so that they are reported beside the fields' own. */
function wholeFaults(body: Readonly<Record<string, unknown>>): readonly FieldFault[] {
  const isGiven = (field: string): boolean => Object.hasOwn(body, field);
  const { leverage, side } = body;
  const isShort = typeof side === "string" && side.trim().toLowerCase() === "short";
  const checks: readonly (readonly [boolean, FieldFault])[] = [
    [!isGiven("symbol") && !isGiven("ticker"), { field: "symbol", message: "is missing: name a symbol or ticker" }],
    [
      ["quote", "size", "percent"].filter(isGiven).length > 1,
      { field: "quote", message: "only one of quote, size and percent may be given" },
    ],
    [
      isGiven("leverage") && leverage !== 1 && leverage !== "1",
      { field: "leverage", message: "leverage is not possible: the system trades spot" },
    ],
    [isShort, { field: "side", message: SHORT_REFUSED }],
  ];
  return checks.filter(([isBroken]) => isBroken).map(([, fault]) => fault);
}

/** Parses a JSON body into an alert, or says everything that is wrong with it. */
export function parseAlert(body: unknown): Result<Alert, readonly FieldFault[]> {
  if (!isRecord(body)) return err([{ field: "body", message: "must be a JSON object" }]);
  const parsed = nativeBody.safeParse(body);
  const whole = wholeFaults(body);
  if (!parsed.success || whole.length > 0) {
    const issues = parsed.error?.issues ?? [];
    return err([...issues.map(({ path, message }) => ({ field: path.join("."), message })), ...whole]);
  }
  return ok(normalised(parsed.data));
}

function normalised(body: z.output<typeof nativeBody>): Alert {
  const { id = null, strategy = null, time = null, price = null, stopLoss = null, takeProfit = null } = body;
  return {
    ticker: body.symbol ?? body.ticker ?? "",
    action: body.action as AlertAction,
    id,
    strategy,
    timeMs: time,
    price,
    budget: budgetOf(body),
    stopLoss,
    takeProfit,
  };
}

function budgetOf(body: z.output<typeof nativeBody>): EntryBudget {
  if (body.quote !== undefined) return { kind: "quote", amount: body.quote };
  if (body.size !== undefined) return { kind: "size", amount: body.size };
  if (body.percent !== undefined) return { kind: "percent", ratio: new Decimal(body.percent).div(100).toFixed() };
  return { kind: "default" };
}

/** Text of a JSON number without exponent; what is not finite stays unreadable for the check that follows. */
const plainNumber = (value: number): string => (Number.isFinite(value) ? new Decimal(value).toFixed() : String(value));

function instantMs(text: string): number {
  if (isDecimalText(text)) return Number(text);
  return ISO_INSTANT.test(text) ? Date.parse(text) : Number.NaN;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
