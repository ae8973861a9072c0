/**
 * Reads the options of one command and collects every fault in them, so that the operator sees all at once.
 *
 * A value with a fault is read as absent; a command looks at `faults` once it has read everything, before it does anything.
 */

/** The options as they were written: every value of each, in order; `true` for a flag. */
export type GivenOptions = Readonly<Record<string, readonly string[] | true | undefined>>;

export type OptionReader = {
  /** Null when it was not given. */
  text(name: string): string | null;
  /** Empty, and a fault, when it was not given. */
  required(name: string): string;
  flag(name: string): boolean;
  list(name: string): readonly string[];
  /** Unix milliseconds of a UTC day or an ISO 8601 time with zone. */
  instant(name: string): number | null;
  choice<const T extends string>(name: string, allowed: readonly T[]): T | null;
  choices<const T extends string>(name: string, allowed: readonly T[]): readonly T[];
  fault(message: string): void;
  readonly faults: readonly string[];
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A reader over `given`; `faults` are those already found on the command line. */
export function createOptionReader(given: GivenOptions, faults: readonly string[] = []): OptionReader {
  // Commands may ask for an option twice; its fault is one
  const found = new Set(faults);
  const fault = (message: string): void => {
    found.add(message);
  };

  const list = (name: string): readonly string[] => {
    const values = given[camelCase(name)];
    return Array.isArray(values) ? values.filter((value) => isValue(name, value)) : [];
  };
  // An option that lacks its value swallows the next one
  const isValue = (name: string, value: string): boolean => {
    const isMissing = value === "" || /^--[a-z]/.test(value);
    if (isMissing) fault(`--${name} needs a value`);
    return !isMissing;
  };
  const text = (name: string): string | null => {
    const values = list(name);
    if (values.length > 1) fault(`--${name} is given more than once`);
    return values[0] ?? null;
  };
  const allow = <T extends string>(name: string, value: string, allowed: readonly T[]): readonly T[] => {
    const match = allowed.find((one) => one === value);
    if (match === undefined) fault(`--${name} must be one of ${allowed.join(", ")}, not "${value}"`);
    return match === undefined ? [] : [match];
  };

  return {
    text,
    list,
    fault,
    required: (name) => {
      const value = text(name);
      if (value === null && given[camelCase(name)] === undefined) fault(`--${name} is missing`);
      return value ?? "";
    },
    flag: (name) => given[camelCase(name)] === true,
    instant: (name) => {
      const value = text(name);
      if (value === null) return null;
      const ms = DAY.test(value) || INSTANT.test(value) ? Date.parse(value) : Number.NaN;
      if (Number.isFinite(ms)) return ms;
      fault(`--${name} must be a UTC day such as 2026-01-31 or a time such as 2026-01-31T08:00:00Z, not "${value}"`);
      return null;
    },
    choice: (name, allowed) => {
      const value = text(name);
      return value === null ? null : (allow(name, value, allowed)[0] ?? null);
    },
    choices: (name, allowed) => list(name).flatMap((value) => allow(name, value, allowed)),
    get faults() {
      return [...found];
    },
  };
}

/** The name under which the command line parser keeps an option. */
const camelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
