/** Building blocks of the settings catalogue: each setting has a name, a unit, a range, a default and a line of help. */
import { isIP } from "node:net";
import { Decimal, isDecimalText, type TrailingTier, timeframeMs } from "@bottrader/core";
import { z } from "zod";

export type SettingGroup =
  | "mode"
  | "market"
  | "signal"
  | "entry"
  | "exit"
  | "risk"
  | "ledger"
  | "order"
  | "service"
  | "access";

export type Setting<T> = {
  readonly group: SettingGroup;
  readonly help: string;
  readonly unit: string;
  readonly range: string;
  /** Text as it would stand in an env file; null when the setting has no default and may be absent. */
  readonly fallback: string | null;
  readonly secret: boolean;
  readonly schema: z.ZodType<T>;
};

type Common = { readonly group: SettingGroup; readonly help: string };

const text = z.string().trim();

/** A decimal between two bounds, both allowed. */
function bounded(options: Common & { unit: string; min: string; max: string; fallback: string }): Setting<Decimal> {
  const range = `${options.min} to ${options.max}`;
  const schema = text
    .refine((value) => isDecimalText(value), `must be a plain decimal (${range})`)
    .transform((value) => new Decimal(value))
    .refine((value) => value.gte(options.min) && value.lte(options.max), `must be within ${range}`);
  return { ...options, range, secret: false, schema };
}

/** A fraction of something: 0.05 is 5 %. */
export const fraction = (
  options: Common & { min?: string; max?: string; fallback: string; of: string },
): Setting<Decimal> => bounded({ min: "0", max: "1", ...options, unit: `fraction of ${options.of}` });

/** A decimal with a unit of its own. */
export const decimal = (
  options: Common & { unit: string; min: string; max: string; fallback: string },
): Setting<Decimal> => bounded(options);

/** A float64 for indicators and scores. */
export function number(
  options: Common & { unit: string; min: number; max: number; fallback: string },
): Setting<number> {
  const range = `${options.min} to ${options.max}`;
  const schema = text
    .refine((value) => isDecimalText(value), `must be a number (${range})`)
    .transform(Number)
    .refine((value) => value >= options.min && value <= options.max, `must be within ${range}`);
  return { ...options, range, secret: false, schema };
}

/** A whole number. */
export function integer(
  options: Common & { unit: string; min: number; max: number; fallback: string },
): Setting<number> {
  const range = `${options.min} to ${options.max}, whole`;
  const schema = text
    .refine((value) => /^-?\d{1,12}$/.test(value), `must be a whole number (${range})`)
    .transform(Number)
    .refine((value) => value >= options.min && value <= options.max, `must be within ${range}`);
  return { ...options, range, secret: false, schema };
}

export function flag(options: Common & { fallback: "true" | "false" }): Setting<boolean> {
  const schema = text.pipe(z.enum(["true", "false"], "must be true or false")).transform((value) => value === "true");
  return { ...options, unit: "", range: "true or false", secret: false, schema };
}

export function choice<const T extends readonly [string, ...string[]]>(
  options: Common & { values: T; fallback: T[number] },
): Setting<T[number]> {
  const range = options.values.join(", ");
  const schema = text.pipe(z.enum(options.values, `must be one of ${range}`)) as unknown as z.ZodType<T[number]>;
  return {
    group: options.group,
    help: options.help,
    unit: "",
    range,
    fallback: options.fallback,
    secret: false,
    schema,
  };
}

/** Comma-separated values; empty means none. `pattern` is checked for each. */
export function list(
  options: Common & { pattern: RegExp; example: string; fallback: string },
): Setting<readonly string[]> {
  const range = `comma-separated, each like ${options.example}`;
  const schema = text
    .transform((value) =>
      value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .refine((items) => items.every((item) => options.pattern.test(item)), `must be ${range}`)
    .refine((items) => new Set(items).size === items.length, "names an item twice");
  return {
    group: options.group,
    help: options.help,
    unit: "",
    range,
    fallback: options.fallback,
    secret: false,
    schema,
  };
}

/** Comma-separated IP addresses, each alone or as a range with a prefix length. */
export function addresses(options: Common & { example: string }): Setting<readonly string[]> {
  const range = `comma-separated addresses or ranges, each like ${options.example}`;
  const items = list({ ...options, pattern: /./, fallback: "" });
  return { ...items, range, schema: items.schema.refine((each) => each.every(isAddressRange), `must be ${range}`) };
}

function isAddressRange(value: string): boolean {
  const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
}

export function timeframe(options: Common & { fallback: string }): Setting<string> {
  const schema = text.refine((value) => timeframeMs(value).ok, "must be a timeframe such as 1m, 5m, 1h or 1d");
  return { ...options, unit: "", range: "a count followed by s, m, h, d or w", secret: false, schema };
}

type TextOptions = Common & {
  min?: number;
  max?: number;
  secret?: boolean;
  /** What the text must look like, and how that is said. */
  like?: { readonly pattern: RegExp; readonly range: string };
};

function textSchema(options: TextOptions): z.ZodType<string> {
  const { min = 1, max = 500, like } = options;
  return text.refine(
    (value) => value.length >= min && value.length <= max && (like?.pattern.test(value) ?? true),
    `must be ${textRange(options)}`,
  );
}

const textRange = ({ min = 1, max = 500, like }: TextOptions): string => like?.range ?? `${min} to ${max} characters`;

/** Text that may be absent. */
export function optionalText(options: TextOptions): Setting<string | null> {
  return {
    group: options.group,
    help: options.help,
    unit: "",
    range: textRange(options),
    fallback: null,
    secret: options.secret ?? false,
    schema: textSchema(options),
  };
}

/** A decimal that may be absent. */
export function optionalFraction(
  options: Common & { of: string; min?: string; max?: string },
): Setting<Decimal | null> {
  const required = fraction({ ...options, fallback: "0" });
  return { ...required, fallback: null };
}

export function requiredText(options: TextOptions & { fallback: string }): Setting<string> {
  return { ...optionalText(options), schema: textSchema(options), fallback: options.fallback };
}

const TIER = /^(\d{1,3}(?:\.\d{1,8})?):(\d{1,3}(?:\.\d{1,8})?)$/;

/** `gain:multiple` pairs of the trailing stop; `none` is no tier. */
export function trailingTiers(options: Common & { fallback: string }): Setting<readonly TrailingTier[]> {
  const range = "gain:multiple pairs such as 0.06:1.5,0.10:1.0, or none";
  const schema = text
    .transform((value) => (value === "none" ? [] : value.split(",").map((pair) => TIER.exec(pair.trim()))))
    .refine((pairs) => pairs.every((pair) => pair !== null), `must be ${range}`)
    .transform((pairs) =>
      pairs.map((pair) => ({ gainRatio: new Decimal(pair?.[1] ?? 0), atrMult: new Decimal(pair?.[2] ?? 0) })),
    );
  return { ...options, unit: "", range, secret: false, schema };
}
