/** What keeps entries out, lifted by the operator: the next entry passes, new evidence locks again, a restart forgets nothing. */
import { Decimal, defaultRiskRules, type RiskRules } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { filterSymbols, liftLock, readLocks, setTradingState } from "../src/index.ts";
import { deskRules, type Floor, type FloorOptions, MINUTE_MS, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { fateOf } from "./look.ts";
import { faultyVenue, UNREADABLE } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;
const at = (value: number) => [value, value, value, value] as const;

/** Every lock off but those a test is about. */
const rules = (wanted: Partial<RiskRules>): FloorOptions => ({
  rules: {
    ...deskRules(),
    risk: {
      ...defaultRiskRules(),
      dailyLossMaxRatio: new Decimal(0),
      drawdownMaxRatio: new Decimal(0),
      stopGuardSymbol: { stops: 0, windowMinutes: 1 },
      stopGuardGlobal: { stops: 0, windowMinutes: 1 },
      lossStreakMax: 0,
      cooldownAfterStopMinutes: 0,
      filter: { ...defaultRiskRules().filter, enabled: false },
      ...wanted,
    },
  },
});

let count = 0;
/** Buys at 100 and is stopped out at 99, one bar later. */
async function loseOnce(floor: Floor): Promise<void> {
  count += 1;
  await floor.deliver(entry(floor, {}, `entry ${count}`));
  await floor.bar(flat);
  await floor.deliver(exit(floor, {}, `exit ${count}`));
  await floor.bar(at(99));
  await floor.bar(flat);
}

/** What becomes of an entry now; one that passes is taken back. */
async function fateOfEntry(floor: Floor): Promise<string> {
  count += 1;
  const intent = entry(floor, {}, `try ${count}`);
  await floor.deliver(intent);
  const fate = await fateOf(floor, intent);
  if (fate === "working") await setTradingState(floor.desk, { state: "reducing", by: "test", reason: "" });
  if (fate === "working") await floor.desk.store.transact((tx) => tx.setTradingState(ACTIVE));
  return fate;
}

const ACTIVE = { state: "active", sinceMs: 0, by: "test", reason: "" } as const;
const idsOf = async (floor: Floor): Promise<readonly string[]> => (await readLocks(floor.desk)).map(({ id }) => id);
const lift = (floor: Floor, id: string) => liftLock(floor.desk, { id, by: "operator", note: "looked at it" });

describe("a lock that is lifted lets the next entry pass, and new evidence locks again", () => {
  const filter = { ...defaultRiskRules().filter, tradesMin: 2 };
  test.each<[string, Partial<RiskRules>, number, string]>([
    ["cooldown:BTC/USDT", { cooldownAfterStopMinutes: 60 }, 1, "RISK_COOLDOWN"],
    ["stopsSymbol:BTC/USDT", { stopGuardSymbol: { stops: 2, windowMinutes: 60 } }, 2, "RISK_STOPS_SYMBOL"],
    ["stopsGlobal", { stopGuardGlobal: { stops: 2, windowMinutes: 60 } }, 2, "RISK_STOPS_GLOBAL"],
    ["lossStreak", { lossStreakMax: 2, lossStreakPauseMinutes: 60 }, 2, "RISK_LOSS_STREAK"],
    ["drawdown", { drawdownMaxRatio: new Decimal("0.0025") }, 2, "RISK_DRAWDOWN"],
    ["dailyLoss", { dailyLossMaxRatio: new Decimal("0.0025") }, 2, "RISK_DAILY_LOSS"],
  ])("%s", async (...row) => {
    const [id, wanted, evidence, reason] = row;
    const floor = await openFloor(rules(wanted));
    await floor.bar(flat);
    for (let loss = 1; loss <= evidence; loss += 1) {
      expect(await idsOf(floor)).toEqual([]);
      await loseOnce(floor);
    }
    expect(await idsOf(floor)).toEqual([id]);
    expect(await fateOfEntry(floor)).toBe(`rejected ${reason}`);
    expect((await lift(floor, id)).ok).toBe(true);
    expect(await idsOf(floor)).toEqual([]);
    expect(await fateOfEntry(floor)).toBe("working");
    await floor.restart();
    expect(await idsOf(floor)).toEqual([]);
    for (let loss = 1; loss <= evidence; loss += 1) await loseOnce(floor);
    expect(await idsOf(floor)).toEqual([id]);
    await floor.restart();
    expect(await fateOfEntry(floor)).toBe(`rejected ${reason}`);
  });

  test("symbolFilter: a symbol admitted trades once more before its record is judged again", async () => {
    const floor = await openFloor(rules({ filter }));
    await floor.bar(flat);
    await loseOnce(floor);
    await loseOnce(floor);
    expect(await filterSymbols(floor.desk)).toHaveLength(1);
    expect(await fateOfEntry(floor)).toBe("rejected RISK_FILTERED");
    await lift(floor, "symbolFilter:BTC/USDT");
    expect(await floor.stores.trade.transact((tx) => tx.exclusions())).toEqual([]);
    await floor.restart();
    await loseOnce(floor);
    expect(await filterSymbols(floor.desk)).toHaveLength(1);
    expect(await fateOfEntry(floor)).toBe("rejected RISK_FILTERED");
  });
});

test("a lift is kept with who, when and why, and the pages that watch are told", async () => {
  const floor = await openFloor(rules({ cooldownAfterStopMinutes: 60 }));
  await floor.bar(flat);
  await loseOnce(floor);
  const told: string[] = [];
  const desk = { ...floor.desk, changed: (...kinds: readonly string[]) => void told.push(...kinds) };
  const lifted = await liftLock(desk, { id: "cooldown:BTC/USDT", by: "operator", note: "looked at it" });
  const record = { kind: "cooldown", symbol: "BTC/USDT", atMs: floor.nowMs, by: "operator", note: "looked at it" };
  expect(lifted).toEqual({ ok: true, value: record });
  expect(await floor.stores.trade.transact((tx) => tx.lockLifts())).toEqual([record]);
  expect(told).toEqual(["status"]);
});

describe("what cannot be lifted", () => {
  test("a lock that is not in force", async () => {
    const floor = await openFloor(rules({}));
    expect(await lift(floor, "lossStreak")).toEqual({ ok: false, error: { code: "LOCK_NONE" } });
    expect(await lift(floor, "no such thing")).toEqual({ ok: false, error: { code: "LOCK_NONE" } });
  });

  test("the kill switch and the configured lists: the fault says what ends them", async () => {
    const floor = await openFloor(rules({ excluded: ["BTC"], hodl: ["BTC"] }));
    await setTradingState(floor.desk, { state: "halted", by: "operator", reason: "storm" });
    for (const id of ["tradingState", "hodl:BTC/USDT", "exclusion:BTC/USDT"]) {
      expect(await lift(floor, id)).toMatchObject({
        error: { code: "LOCK_FIXED", lock: { id, remedy: expect.stringMatching(/./) } },
      });
    }
    expect(await idsOf(floor)).toEqual(["tradingState", "hodl:BTC/USDT", "exclusion:BTC/USDT"]);
    expect(await floor.stores.trade.transact((tx) => tx.lockLifts())).toEqual([]);
  });

  test("a limit that is not known to be kept (P48)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ ...rules({ drawdownMaxRatio: new Decimal("0.2") }), wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    faults.quote = () => null;
    expect(await readLocks(floor.desk)).toMatchObject([{ id: "drawdown", lift: null }]);
    expect(await lift(floor, "drawdown")).toMatchObject({ error: { code: "LOCK_FIXED" } });
  });
});

describe("resuming starts the peak anew", () => {
  const watched = rules({ drawdownMaxRatio: new Decimal("0.0025") });

  async function locked(): Promise<Floor> {
    const floor = await openFloor(watched);
    await floor.bar(flat);
    await loseOnce(floor);
    await loseOnce(floor);
    expect(await idsOf(floor)).toEqual(["drawdown"]);
    return floor;
  }

  test("at the equity of that moment, also after a restart", async () => {
    const floor = await locked();
    await setTradingState(floor.desk, { state: "active", by: "operator", reason: "seen" });
    expect(await idsOf(floor)).toEqual([]);
    const peak = floor.desk.equity.peak()?.toFixed();
    expect(Number(peak)).toBeLessThan(9_975);
    await floor.restart();
    expect(floor.desk.equity.peak()?.toFixed()).toBe(peak);
    expect(await fateOfEntry(floor)).toBe("working");
  });

  test("halting does not", async () => {
    const floor = await locked();
    await setTradingState(floor.desk, { state: "halted", by: "operator", reason: "" });
    expect(await idsOf(floor)).toEqual(["tradingState", "drawdown"]);
  });

  test("at the next point of the curve when equity cannot be measured at that moment", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ ...watched, wrapVenue });
    await floor.bar(flat);
    await loseOnce(floor);
    await loseOnce(floor);
    faults.fetchBalances = async () => UNREADABLE;
    await setTradingState(floor.desk, { state: "active", by: "operator", reason: "" });
    expect(floor.desk.equity.peak()).toBeNull();
    delete faults.fetchBalances;
    expect(await idsOf(floor)).toEqual([]);
    await floor.bar(flat);
    expect(Number(floor.desk.equity.peak()?.toFixed())).toBeLessThan(9_975);
  });
});

test("the loss of a day lifted does not lift the next day's, and the day after it begins as any other", async () => {
  const floor = await openFloor(rules({ dailyLossMaxRatio: new Decimal("0.0025") }));
  await floor.bar(flat);
  await loseOnce(floor);
  await loseOnce(floor);
  await lift(floor, "dailyLoss");
  const lifted = floor.desk.equity.dayStart().toFixed();
  await floor.restart();
  expect(floor.desk.equity.dayStart().toFixed()).toBe(lifted);
  floor.nowMs += 24 * 60 * MINUTE_MS;
  await floor.bar(flat);
  await floor.restart();
  expect(await idsOf(floor)).toEqual([]);
  await loseOnce(floor);
  await loseOnce(floor);
  expect(await idsOf(floor)).toEqual(["dailyLoss"]);
});
