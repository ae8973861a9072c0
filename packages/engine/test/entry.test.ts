import { toInstant } from "@bottrader/contracts";
import { quote } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { executeIntent, setTradingState } from "../src/index.ts";
import { deskRules, type FloorOptions, MINUTE_MS, market, openFloor } from "./floor.ts";
import { cancel, entry } from "./intents.ts";
import { fateOf, intentOf, nakedTexts, openTexts, orderTexts, positionOf } from "./look.ts";
import { ANSWER_LOST, faultyVenue, REFUSED, UNREADABLE } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;
/** A tenth of it is ours: 3 of an entry's 9.989. */
const thin = [100, 100, 100, 100, 30] as const;

async function quotedFloor(options: FloorOptions = {}) {
  const floor = await openFloor(options);
  await floor.bar(flat);
  return floor;
}

describe("an entry is refused with its reason when", () => {
  test("its turn comes after it has expired", async () => {
    const floor = await quotedFloor();
    const late = entry(floor, { expiresAt: toInstant(floor.nowMs - 1) });
    expect(await floor.deliver(late)).toBe("done");
    expect(await fateOf(floor, late)).toBe("expired INTENT_EXPIRED");
    expect(await openTexts(floor)).toEqual([]);
  });

  test("the venue does not list the symbol, or has no price yet", async () => {
    const floor = await openFloor();
    const unlisted = entry(floor, { symbol: "DOGE/USDT" }, "unlisted");
    const early = entry(floor, {}, "early");
    await floor.deliver(unlisted);
    await floor.deliver(early);
    expect(await fateOf(floor, unlisted)).toBe("rejected MARKET_UNKNOWN");
    expect(await fateOf(floor, early)).toBe("rejected QUOTE_MISSING");
  });

  test("no acceptable bracket can be planned; the record says which was tried", async () => {
    const floor = await quotedFloor();
    const upsideDown = entry(floor, { stopLoss: "101" });
    await floor.deliver(upsideDown);
    expect(await fateOf(floor, upsideDown)).toBe("rejected BRACKET_REFUSED");
    expect((await intentOf(floor, upsideDown.intentId))?.record).toMatchObject({
      bracket: { code: "BRACKET_STOP_ABOVE_ENTRY" },
    });
  });

  test("nothing is affordable", async () => {
    const floor = await quotedFloor({ markets: [market("BTC", { notionalMin: quote("5000") })] });
    const small = entry(floor);
    await floor.deliver(small);
    expect(await fateOf(floor, small)).toBe("rejected SIZE_REFUSED");
  });

  test("balances cannot be read: nothing is sized on a guess (P48)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.fetchBalances = async () => UNREADABLE;
    const blind = entry(floor);
    await floor.deliver(blind);
    expect(await fateOf(floor, blind)).toBe("rejected STATE_UNRECONCILED");
  });

  test.each([
    ["halted", "STATE_HALTED"],
    ["reducing", "STATE_REDUCING"],
  ] as const)("the operator has set %s", async (state, reason) => {
    const floor = await quotedFloor();
    await setTradingState(floor.desk, { state, by: "operator", reason: "test" });
    const gated = entry(floor);
    await floor.deliver(gated);
    expect(await fateOf(floor, gated)).toBe(`rejected ${reason}`);
    expect((await intentOf(floor, gated.intentId))?.record["gate"]).toHaveLength(18);
  });

  test("the symbol has a position or a working entry already (P54)", async () => {
    const floor = await quotedFloor();
    await floor.deliver(entry(floor, {}, "one"));
    const two = entry(floor, {}, "two");
    await floor.deliver(two);
    expect(await fateOf(floor, two)).toBe("rejected RISK_ENTRY_WORKING");
    await floor.bar(flat);
    const three = entry(floor, {}, "three");
    await floor.deliver(three);
    expect(await fateOf(floor, three)).toBe("rejected RISK_POSITION_EXISTS");
  });

  test("books and venue are not known to agree (I8)", async () => {
    const floor = await quotedFloor();
    floor.desk.market.isReconciled = false;
    const unsure = entry(floor);
    await floor.deliver(unsure);
    expect(await fateOf(floor, unsure)).toBe("rejected STATE_UNRECONCILED");
  });

  test("its shape is not known: it goes to the dead letters with every fault", async () => {
    const floor = await quotedFloor();
    const outcome = await executeIntent(floor.desk, "entry-intents-v1", { ...entry(floor), symbol: "btc", v: 2 });
    expect(outcome).toMatchObject({ kind: "dead", reason: expect.stringMatching(/^INTENT_MALFORMED .*v: .*symbol: /) });
  });
});

test("a losing streak, a stop and yesterday's equity are known to the gate", async () => {
  const rules = { risk: { ...deskRules().risk, lossStreakMax: 1, lossStreakPauseMinutes: 10 } };
  const floor = await quotedFloor({ rules });
  await floor.deliver(entry(floor, {}, "first"));
  await floor.bar(flat);
  await floor.bar([100, 100, 95, 96]);
  const second = entry(floor, {}, "second");
  await floor.deliver(second);
  expect(await fateOf(floor, second)).toBe("rejected RISK_LOSS_STREAK");
});

describe("an entry spends what was asked for", () => {
  test.each([
    [{ kind: "quote", amount: "500" }, "4.994"],
    [{ kind: "size", amount: "2" }, "2"],
    [{ kind: "percent", ratio: "0.02" }, "1.997"],
  ] as const)("%o", async (budget, size) => {
    const floor = await quotedFloor();
    await floor.deliver(entry(floor, { budget }));
    await floor.bar(flat);
    expect((await positionOf(floor))?.size.toFixed()).toBe(size);
  });

  test("with the stop and target the alert gave", async () => {
    const floor = await quotedFloor();
    await floor.deliver(entry(floor, { stopLoss: "97", takeProfit: "120", atrRatio: "0.01" }));
    await floor.bar(flat);
    const position = await positionOf(floor);
    expect([position?.stop?.toFixed(), position?.target?.toFixed()]).toEqual(["97", "120"]);
  });
});

describe("an entry that fills in parts", () => {
  test("is protected for what has filled, and again for the rest (F12)", async () => {
    const floor = await quotedFloor();
    const buy = entry(floor);
    await floor.deliver(buy);
    await floor.bar(thin);
    expect(await openTexts(floor)).toEqual(["buy limit 3/9.989", "sell limit 0/3", "sell stop 0/3"]);
    expect(await fateOf(floor, buy)).toBe("working");
    expect(await nakedTexts(floor)).toEqual([]);
    await floor.bar(flat);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await fateOf(floor, buy)).toBe("executed INTENT_EXECUTED");
  });

  test("is taken back after its time-out and what has filled keeps its protection (F12)", async () => {
    const floor = await quotedFloor();
    const buy = entry(floor);
    await floor.deliver(buy);
    await floor.bar(thin);
    for (let minute = 0; minute < 3; minute += 1) await floor.bar([105, 105, 105, 105]);
    expect(await openTexts(floor)).toEqual(["sell limit 0/3", "sell stop 0/3"]);
    expect(await fateOf(floor, buy)).toBe("executed INTENT_EXECUTED");
    expect(await nakedTexts(floor)).toEqual([]);
  });

  test("is taken back by a cancel that leaves what has filled", async () => {
    const floor = await quotedFloor();
    await floor.deliver(entry(floor));
    await floor.bar(thin);
    const back = cancel(floor);
    expect(await floor.deliver(back)).toBe("done");
    expect(await fateOf(floor, back)).toBe("executed INTENT_EXECUTED");
    expect(await openTexts(floor)).toEqual(["sell limit 0/3", "sell stop 0/3"]);
  });

  test("stays and is reported when a cancel cannot be confirmed", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    await floor.deliver(entry(floor));
    faults.cancelOrder = async () => ({ phase: "unknown", code: "TIMEOUT", detail: "no answer" });
    expect(await floor.deliver(cancel(floor))).toMatch(/^retry: ORDER_UNRESOLVED /);
    await setTradingState(floor.desk, { state: "halted", by: "operator", reason: "test" });
    expect(floor.anomalies.map(({ code }) => code)).toEqual(["ORDER_UNRESOLVED"]);
  });
});

test("an entry nobody fills is taken back with its planned legs and ends as unfilled (P60)", async () => {
  const floor = await quotedFloor();
  const buy = entry(floor);
  await floor.deliver(buy);
  for (let minute = 0; minute < 3; minute += 1) await floor.bar([105, 105, 105, 105]);
  expect(await fateOf(floor, buy)).toBe("rejected ENTRY_UNFILLED");
  expect(await orderTexts(floor, buy)).toEqual([
    "entry 0 cancelled 0/9.989",
    "stop 0 cancelled 0/9.989",
    "target 0 cancelled 0/9.989",
  ]);
});

describe("when the venue's answer to an entry", () => {
  test("is a refusal, the entry ends with the venue's words", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.placeOrder = async () => REFUSED;
    const buy = entry(floor);
    expect(await floor.deliver(buy)).toBe("done");
    expect(await fateOf(floor, buy)).toBe("rejected VENUE_REFUSED");
    expect((await intentOf(floor, buy.intentId))?.record).toMatchObject({ venue: "ORDER_REJECTED not today" });
    expect((await orderTexts(floor, buy))[0]).toBe("entry 0 refused 0/9.989");
  });

  test("is lost though it took the order, the order is found and not sent again (F25)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.placeOrder = async (request) => {
      await floor.venue.placeOrder(request);
      return ANSWER_LOST;
    };
    const buy = entry(floor);
    expect(await floor.deliver(buy)).toBe("retry: ORDER_UNRESOLVED TIMEOUT");
    expect(floor.anomalies.map(({ code }) => code)).toEqual(["ORDER_UNRESOLVED"]);
    const rival = entry(floor, {}, "rival");
    await floor.deliver(rival);
    expect(await fateOf(floor, rival)).toBe("rejected STATE_ORDER_UNRESOLVED");
    faults.placeOrder = () => Promise.reject(new Error("sent again"));
    expect(await floor.deliver(buy)).toBe("done");
    expect(await fateOf(floor, buy)).toBe("working");
    expect(await openTexts(floor)).toEqual(["buy limit 0/9.989"]);
  });

  test("is lost and it never came, it is sent once more under the same id (I4)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.placeOrder = async () => ANSWER_LOST;
    const buy = entry(floor);
    await floor.deliver(buy);
    delete faults.placeOrder;
    faults.fetchOrder = async () => UNREADABLE;
    expect(await floor.deliver(buy)).toBe("retry: ORDER_UNRESOLVED venue down");
    delete faults.fetchOrder;
    expect(await floor.deliver(buy)).toBe("done");
    expect(await orderTexts(floor, buy)).toEqual([
      "entry 0 resting 0/9.989",
      "stop 0 planned 0/9.989",
      "target 0 planned 0/9.989",
    ]);
  });

  test("never came and it has expired meanwhile, it is not sent at yesterday's price", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.placeOrder = async () => ANSWER_LOST;
    const buy = entry(floor);
    await floor.deliver(buy);
    floor.nowMs += 6 * MINUTE_MS;
    delete faults.placeOrder;
    expect(await floor.deliver(buy)).toBe("done");
    expect(await fateOf(floor, buy)).toBe("expired INTENT_EXPIRED");
    expect(await orderTexts(floor, buy)).toEqual([
      "entry 0 refused 0/9.989",
      "stop 0 cancelled 0/9.989",
      "target 0 cancelled 0/9.989",
    ]);
    expect(await openTexts(floor)).toEqual([]);
  });

  test("could not be asked for, it is asked again when that helps and refused when it does not", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    const notSent = { phase: "not_sent", code: "CONNECT_FAILED", detail: "no route" } as const;
    faults.placeOrder = async () => ({ ...notSent, retryable: true });
    const patient = entry(floor);
    expect(await floor.deliver(patient)).toBe("retry: CONNECT_FAILED no route");
    expect(await fateOf(floor, patient)).toBe("planned");
    faults.placeOrder = async () => ({ ...notSent, retryable: false });
    expect(await floor.deliver(patient)).toBe("done");
    expect(await fateOf(floor, patient)).toBe("rejected VENUE_REFUSED");
  });

  test("shows an older namesake of other terms, that order is not taken for ours (F56)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await quotedFloor({ wrapVenue });
    faults.placeOrder = async (request) => {
      await floor.venue.placeOrder({ ...request, size: request.size.div(2).toDecimalPlaces(3) as typeof request.size });
      return ANSWER_LOST;
    };
    const buy = entry(floor);
    await floor.deliver(buy);
    expect(await floor.deliver(buy)).toBe("retry: ORDER_UNRESOLVED ORDER_NOT_OURS");
    expect(floor.anomalies.map(({ code }) => code)).toContain("ORDER_REPORT_IMPOSSIBLE");
    expect(await fateOf(floor, buy)).toBe("planned");
  });
});
