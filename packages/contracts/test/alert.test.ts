import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Alert, parseAlert } from "../src/index.ts";

const buy = { symbol: "BTC/USD", action: "buy" };

function alertOf(body: unknown): Alert {
  const parsed = parseAlert(body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function faultsOf(body: unknown): Readonly<Record<string, string>> {
  const parsed = parseAlert(body);
  return parsed.ok ? {} : Object.fromEntries(parsed.error.map(({ field, message }) => [field, message]));
}

const faultyFields = (body: unknown): readonly string[] => Object.keys(faultsOf(body)).sort();

describe("an alert that is understood", () => {
  test("the least there is", () => {
    expect(alertOf({ ticker: "BTCUSD", action: "close" })).toEqual({
      ticker: "BTCUSD",
      action: "close",
      id: null,
      strategy: null,
      timeMs: null,
      price: null,
      budget: { kind: "default" },
      stopLoss: null,
      takeProfit: null,
    });
  });

  test("everything there is, numbers as text and texts with room around them", () => {
    const body = {
      symbol: " BINANCE:BTCUSDT ",
      action: " BUY ",
      id: 4711,
      price: 0.00000125,
      quote: " 250.50 ",
      stopLoss: 90,
      takeProfit: "110.5",
      time: "2025-12-01T10:00:00Z",
      strategy: "breakout",
      secret: "no part of an alert",
      comment: { anything: ["else"] },
    };
    expect(alertOf(body)).toEqual({
      ticker: "BINANCE:BTCUSDT",
      action: "buy",
      id: "4711",
      strategy: "breakout",
      timeMs: Date.UTC(2025, 11, 1, 10),
      price: "0.00000125",
      budget: { kind: "quote", amount: "250.50" },
      stopLoss: "90",
      takeProfit: "110.5",
    });
  });

  test("a symbol wins over a ticker", () => {
    expect(alertOf({ ...buy, ticker: "ETHUSD" }).ticker).toBe("BTC/USD");
  });

  test.each([
    [{ size: "0.5" }, { kind: "size", amount: "0.5" }],
    [{ quote: 100 }, { kind: "quote", amount: "100" }],
    [{ percent: 25 }, { kind: "percent", ratio: "0.25" }],
    [{ percent: "33.3 %" }, { kind: "percent", ratio: "0.333" }],
    [{ percent: "100%" }, { kind: "percent", ratio: "1" }],
  ])("%j is the budget %j", (given, budget) => expect(alertOf({ ...buy, ...given }).budget).toEqual(budget));

  test.each([
    ["2025-12-01T10:00:00Z", Date.UTC(2025, 11, 1, 10)],
    ["2025-12-01T12:00:00.250+02:00", Date.UTC(2025, 11, 1, 10, 0, 0, 250)],
    ["1764583200000", 1_764_583_200_000],
    [1_764_583_200_000, 1_764_583_200_000],
  ])("the time %j is %d", (time, timeMs) => expect(alertOf({ ...buy, time }).timeMs).toBe(timeMs));

  test("numbers never come out with an exponent or as a float's rounding", () => {
    expect(alertOf({ ...buy, price: 1e-7 }).price).toBe("0.0000001");
    expect(alertOf({ ...buy, price: 1e21 }).price).toBe("1000000000000000000000");
    expect(alertOf({ ...buy, price: 0.1 }).price).toBe("0.1");
  });
});

describe("an alert that is refused", () => {
  test("every fault is said at once, those of single fields and those of the whole", () => {
    const body = { action: 5, price: [], size: -1, quote: 2, takeProfit: "high", time: "soon", leverage: 3 };
    expect(faultyFields(body)).toEqual(
      ["action", "leverage", "price", "quote", "size", "symbol", "takeProfit", "time"].sort(),
    );
  });

  test("each fault says what is allowed", () => {
    expect(faultsOf({ symbol: "", action: "hold", price: "abc", percent: 101 })).toEqual({
      symbol: "must not be empty",
      action: "must be one of buy, sell, close, cancel",
      price: "must be a number greater than 0",
      percent: "must be a percentage greater than 0 and at most 100",
    });
    expect(faultsOf({ symbol: 5, action: "buy", quote: true, id: "" })).toEqual({
      symbol: "must be text",
      quote: "must be a number or text",
      id: "must not be empty",
    });
  });

  test.each([null, undefined, 5, "buy BTC", true, [], [buy]])("%j is no alert", (body) =>
    expect(faultsOf(body)).toEqual({ body: "must be a JSON object" }),
  );

  test.each(["short", "SHORT", "sellshort", " sellShort "])("%s is refused with the reason", (action) =>
    expect(faultsOf({ symbol: "BTC/USD", action })["action"]).toContain("spot, long only"),
  );

  test("a short side is refused with the reason", () => {
    expect(faultsOf({ ...buy, side: " Short " })["side"]).toContain("spot, long only");
    expect(faultyFields({ ...buy, side: "long" })).toEqual([]);
  });

  test.each([2, "10", "1x", null, { x: 1 }])("leverage %j is refused with the reason", (leverage) =>
    expect(faultsOf({ ...buy, leverage })["leverage"]).toContain("spot"),
  );
  test.each([1, "1"])("leverage %j is none", (leverage) => expect(faultyFields({ ...buy, leverage })).toEqual([]));

  const notNumbers = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e5",
    "1E-3",
    "0",
    "-0",
    "-1",
    "",
    " ",
    "0x10",
    "1,000",
    "{{close}}",
  ];
  test.each([...notNumbers, 0, -0, -5, Number.NaN, Number.POSITIVE_INFINITY, null, [], {}, true])(
    "F45: %j is no price, size or target",
    (value) => {
      for (const field of ["price", "quote", "size", "stopLoss", "takeProfit", "percent"]) {
        expect(faultyFields({ ...buy, [field]: value })).toEqual([field]);
      }
    },
  );

  test.each(["", "soon", "2025-12-01", "2025-12-01T10:00:00", "March 7", "-5", 0, -1, Number.NaN, null])(
    "F3: %j is no time",
    (time) => expect(faultyFields({ ...buy, time })).toEqual(["time"]),
  );

  test("two sizes contradict each other", () => {
    expect(faultyFields({ ...buy, quote: 5, size: 1 })).toEqual(["quote"]);
    expect(faultyFields({ ...buy, percent: 5, size: 1 })).toEqual(["quote"]);
  });

  test("texts are bounded", () => {
    expect(faultyFields({ ...buy, symbol: "X".repeat(61), id: "x".repeat(201), strategy: "s".repeat(101) })).toEqual([
      "id",
      "strategy",
      "symbol",
    ]);
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("the action %s is just unknown", (action) =>
    expect(faultsOf({ symbol: "BTC/USD", action })["action"]).toBe("must be one of buy, sell, close, cancel"),
  );
});

describe("F1: hostile bodies", () => {
  test("__proto__ and constructor change nothing, inside the alert or anywhere else", () => {
    const hostile: unknown = JSON.parse(
      '{"symbol":"BTC/USD","action":"buy","__proto__":{"price":"1","isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    );
    expect(alertOf(hostile).price).toBeNull();
    expect("isAdmin" in {}).toBe(false);
    const onlyProto: unknown = JSON.parse('{"__proto__":{"symbol":"BTC/USD","action":"buy"}}');
    expect(faultyFields(onlyProto)).toEqual(["action", "symbol"]);
  });

  test("deep nesting is refused, not followed", () => {
    const depth = 5_000;
    const deep: unknown = JSON.parse(
      `{"symbol":"BTC/USD","action":"buy","price":${"[".repeat(depth)}${"]".repeat(depth)}}`,
    );
    expect(faultyFields(deep)).toEqual(["price"]);
    const ignored: unknown = JSON.parse(
      `{"symbol":"BTC/USD","action":"buy","x":${"[".repeat(depth)}${"]".repeat(depth)}}`,
    );
    expect(faultyFields(ignored)).toEqual([]);
  });

  test("whatever the JSON, the answer is an alert or faults with a field and a message", () => {
    const name = fc.constantFrom(
      "symbol",
      "ticker",
      "action",
      "id",
      "price",
      "percent",
      "time",
      "leverage",
      "side",
      "x",
    );
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(name, fc.jsonValue()));
    fc.assert(
      fc.property(body, (value) => {
        const parsed = parseAlert(value);
        const faults = parsed.ok ? [] : parsed.error;
        expect(parsed.ok ? parsed.value.ticker : "refused").not.toBe("");
        expect(parsed.ok || faults.length > 0).toBe(true);
        expect(faults.every(({ field, message }) => field !== "" && message !== "")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
