import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  cancelIntentV1,
  ENTRY_TRIGGERS,
  entryIntentV1,
  exitIntentV1,
  exitQueueIntentV1,
  INTENT_EXIT_REASONS,
  type Intent,
  toInstant,
  toMs,
} from "../src/index.ts";

const ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".split("");
const decimal = fc
  .tuple(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 18n - 1n))
  .map(([whole, part]) => `${whole}.${part.toString().padStart(18, "0")}`);
const positive = decimal.filter((text) => /[1-9]/.test(text));
const signed = fc.tuple(fc.constantFrom("", "-"), decimal).map(([sign, text]) => sign + text);
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(toInstant);
const shortText = fc.string({ minLength: 1, maxLength: 60 });

const envelope = {
  v: fc.constant(1 as const),
  intentId: fc
    .array(fc.constantFrom(...ULID), { minLength: 26, maxLength: 26 })
    .map((characters) => `int_${characters.join("")}`),
  correlationId: shortText,
  causationId: shortText,
  decidedAt: instant,
  expiresAt: instant,
  producer: fc.record({ service: fc.constantFrom("sighook" as const, "webhook" as const), release: shortText }),
  symbol: fc.constantFrom("BTC/USD", "ETH/USDT", "1INCH/EUR"),
  snapshotId: shortText,
};

const entry = fc.record(
  {
    ...envelope,
    type: fc.constant("entry" as const),
    side: fc.constant("buy" as const),
    trigger: fc.constantFrom(...ENTRY_TRIGGERS),
    budget: fc.oneof(
      fc.constant({ kind: "default" as const }),
      fc.record({ kind: fc.constantFrom("quote" as const, "size" as const), amount: positive }),
      fc.record({ kind: fc.constant("percent" as const), ratio: positive }),
    ),
    atrRatio: fc.option(positive),
    referencePrice: fc.option(positive),
    barClosedAt: fc.option(instant),
    stopLoss: positive,
    takeProfit: positive,
    score: fc.record({ buy: fc.integer({ min: 0, max: 12 }), sell: fc.integer({ min: 0, max: 12 }) }),
  },
  {
    requiredKeys: [
      ...(Object.keys(envelope) as (keyof typeof envelope)[]),
      "type",
      "side",
      "trigger",
      "budget",
      "atrRatio",
      "referencePrice",
      "barClosedAt",
    ],
  },
);

const exit = fc.record({
  ...envelope,
  type: fc.constant("exit" as const),
  side: fc.constant("sell" as const),
  reason: fc.constantFrom(...INTENT_EXIT_REASONS),
  urgency: fc.constantFrom("market" as const, "marketable_limit" as const, "limit" as const),
  positionId: fc.option(shortText),
  budget: fc.oneof(
    fc.constant({ kind: "all" as const }),
    fc.record({ kind: fc.constant("size" as const), amount: positive }),
  ),
  pnl: fc.option(signed),
  rawPnl: fc.option(signed),
  referencePrice: fc.option(positive),
});

const cancel = fc.record({ ...envelope, type: fc.constant("cancel" as const) });

const cases = [
  ["entry", entry, entryIntentV1],
  ["exit", exit, exitIntentV1],
  ["cancel", cancel, cancelIntentV1],
  ["exit queue", fc.oneof(exit, cancel), exitQueueIntentV1],
] as const satisfies readonly (readonly [string, fc.Arbitrary<Intent>, z.ZodType])[];

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(cases)("%s intents", (_name, arbitrary: fc.Arbitrary<Intent>, schema: z.ZodType) => {
  test("parse(serialise(x)) = x", () => {
    fc.assert(
      fc.property(arbitrary, (intent) => {
        expect(schema.parse(overTheWire(intent))).toEqual(overTheWire(intent));
      }),
    );
  });

  test("a field a newer producer added is dropped, not refused", () => {
    fc.assert(
      fc.property(arbitrary, fc.jsonValue(), (intent, value) => {
        expect(schema.parse({ ...intent, addedLater: value })).toEqual(overTheWire(intent));
      }),
    );
  });

  test("a missing field is refused", () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(...Object.keys(envelope), "type"), (intent, name) => {
        const { [name]: _left, ...rest } = intent as Record<string, unknown>;
        expect(schema.safeParse(rest).success).toBe(false);
      }),
    );
  });

  test("another version is refused: a new meaning comes on a new queue", () => {
    fc.assert(
      fc.property(arbitrary, (intent) => {
        expect(schema.safeParse({ ...intent, v: 2 }).success).toBe(false);
      }),
    );
  });
});

describe("intents carry nothing undeclared and nothing rounded", () => {
  test("what our producers write passes the strict schema", () => {
    fc.assert(
      fc.property(entry, exit, (bought, sold) => {
        expect(z.strictObject(entryIntentV1.shape).safeParse(overTheWire(bought)).success).toBe(true);
        expect(z.strictObject(exitIntentV1.shape).safeParse(overTheWire(sold)).success).toBe(true);
      }),
    );
  });

  const sample = (): Record<string, unknown> => ({ ...fc.sample(entry, { numRuns: 1, seed: 7 })[0] });

  test.each([
    ["referencePrice", 42.5],
    ["atrRatio", 0.01],
    ["stopLoss", 40],
    ["takeProfit", 50],
    ["budget", { kind: "quote", amount: 100 }],
    ["budget", { kind: "percent", ratio: 0.5 }],
  ])("F45: a number in place of decimal text is refused in %s", (field, value) => {
    expect(entryIntentV1.safeParse({ ...sample(), [field]: value }).success).toBe(false);
  });

  test.each([
    ["referencePrice", "0"],
    ["referencePrice", "-1"],
    ["referencePrice", "1e3"],
    ["referencePrice", "NaN"],
    ["symbol", "BTCUSD"],
    ["symbol", "btc/usd"],
    ["side", "sell"],
    ["trigger", "UNKNOWN"],
    ["decidedAt", "yesterday"],
    ["decidedAt", 1_700_000_000_000],
    ["expiresAt", "2025-12-01T10:00:00+02:00"],
    ["producer", { service: "stranger", release: "1" }],
    ["budget", { kind: "everything" }],
    ["snapshotId", ""],
  ])("%s %j is refused (P71, P72)", (field, value) => {
    expect(entryIntentV1.safeParse({ ...sample(), [field]: value }).success).toBe(false);
  });

  test.each([
    "123456",
    "int:01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "int_01arz3ndektsv4rrffq69g5fav",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "",
  ])("F8: %j is no id a queue would take", (intentId) =>
    expect(entryIntentV1.safeParse({ ...sample(), intentId }).success).toBe(false),
  );

  test("the exit queue carries no entries", () => {
    expect(exitQueueIntentV1.safeParse(sample()).success).toBe(false);
  });

  test("an exit intent never says a reason that only the venue can know", () => {
    const sold = fc.sample(exit, { numRuns: 1, seed: 7 })[0];
    for (const reason of ["BRACKET_SL", "BRACKET_TP", "EXTERNAL", "UNKNOWN", ""]) {
      expect(exitIntentV1.safeParse({ ...sold, reason }).success).toBe(false);
    }
  });

  test("instants are milliseconds and back", () => {
    fc.assert(
      fc.property(instant, (text) => {
        expect(toInstant(toMs(text))).toBe(text);
      }),
    );
  });
});
