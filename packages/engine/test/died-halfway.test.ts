/**
 * The process dies at every call it makes, before the call has happened and right after, through a whole life: an entry in two
 * fills, a partial take-profit, an exit that has to be sent again, a second position that ends at its stop. After a restart the
 * end is that of the undisturbed run: nothing bought or sold twice, nothing naked (I1, I2, I4, F7, F8, F25, F29, F32).
 */
import { expect, test } from "vitest";
import { createFaultLine, type FaultLine, type Moment, ProcessDied } from "./fault-line.ts";
import { type Floor, MINUTE_MS, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { balanceOf, fateOf, gapOf, nakedTexts, openTexts, positionOf, tradesOf, venueOrders } from "./look.ts";

type Step = (floor: Floor) => Promise<void>;

const START = { nowMs: 1_704_067_200_000 };
const at = (minute: number) => ({ nowMs: START.nowMs + minute * MINUTE_MS });
const first = entry(at(1), {}, "first");
const partial = exit(at(3), {
  reason: "PARTIAL_TAKE_PROFIT",
  urgency: "limit",
  budget: { kind: "size", amount: "5" },
});
const soft = exit(at(4), { reason: "SOFT_STOP", urgency: "marketable_limit" });
const second = entry(at(8), {}, "second");
const INTENTS = { first, partial, soft, second };

const bar =
  (...prices: readonly [number, number, number, number, number?]): Step =>
  (floor) =>
    floor.bar(prices);
const deliver =
  (intent: Parameters<Floor["deliver"]>[0]): Step =>
  async (floor) => {
    expect(await floor.deliver(intent)).toBe("done");
  };

const STORY: readonly Step[] = [
  deliver(first),
  // A tenth of the volume is ours: 5 of the 9.98 fill, then the rest
  bar(100, 100, 100, 100, 50),
  bar(100, 100, 100, 100),
  deliver(partial),
  bar(100, 101, 100, 100.5),
  deliver(soft),
  // Below the limit for two minutes: sent again at the market
  bar(99, 99, 99, 99),
  bar(99, 99, 99, 99),
  bar(99, 99.5, 99, 99.2),
  bar(100, 100, 100, 100),
  deliver(second),
  bar(100, 100, 100, 100),
  bar(99, 99, 90, 92),
];

/** Plays the story; a step in which the process dies is taken up by the next process. */
async function live(line: FaultLine, fault: { readonly nth: number; readonly moment: Moment }) {
  const floor = await openFloor({ wrapStore: line.wrapStore, wrapVenue: line.wrapVenue });
  await floor.bar([100, 100, 100, 100]);
  line.arm(fault.nth, fault.moment);
  for (const [index, step] of STORY.entries()) {
    try {
      await step(floor);
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      await floor.restart();
      // What the queue still holds comes again; the market does not
      const intent = [first, null, null, partial, null, soft, null, null, null, null, second][index];
      if (intent) await deliver(intent)(floor);
    }
    expect(await line.aside(() => nakedTexts(floor)), `naked after step ${index}`).toEqual([]);
    expect(await oversold(floor), `oversold after step ${index}`).toBe(false);
  }
  return line.aside(() => endOf(floor));
}

/** True when the sells at the venue, groups counted once, are more than is held (I2). */
async function oversold(floor: Floor): Promise<boolean> {
  const sells = (await venueOrders(floor)).filter((order) => order.side === "sell");
  const held = (await positionOf(floor))?.size ?? 0;
  const stops = sells.filter((order) => order.type === "stop");
  const exits = sells.filter((order) => order.type !== "stop" && !order.clientOrderId.includes("t", 2));
  const asked = [...stops, ...exits].reduce((sum, order) => sum + order.size.sub(order.filledSize).toNumber(), 0);
  return asked > Number(held) + 1e-9;
}

async function endOf(floor: Floor) {
  const trades = (await tradesOf(floor)).map(({ exitReason, size, entryPrice, exitPrice, pnl, fees }) =>
    [exitReason, size, entryPrice, exitPrice, pnl, fees].join(" "),
  );
  const fates: Record<string, string> = {};
  for (const [name, intent] of Object.entries(INTENTS)) fates[name] = await fateOf(floor, intent);
  return {
    trades,
    fates,
    open: await openTexts(floor),
    position: await positionOf(floor),
    cash: await balanceOf(floor, "USDT"),
    coins: await balanceOf(floor, "BTC"),
    gap: await gapOf(floor),
  };
}

test("the undisturbed life is what the story says", async () => {
  const end = await live(createFaultLine(), { nth: 0, moment: "before" });
  expect(end.trades.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
    "PARTIAL_TAKE_PROFIT 5",
    "SOFT_STOP 4.989",
    "BRACKET_SL 9.989",
  ]);
  expect(end).toMatchObject({ open: [], position: null, coins: "0", gap: "0" });
  expect(Object.values(end.fates)).toEqual(Array(4).fill("executed INTENT_EXECUTED"));
});

test.each(["before", "after"] as const)(
  "a death %s any call changes nothing of the end",
  { timeout: 120_000 },
  async (moment) => {
    const line = createFaultLine();
    const undisturbed = await live(line, { nth: 0, moment });
    const points = line.calls();
    expect(points).toBeGreaterThan(100);
    for (let nth = 1; nth <= points; nth += 1) {
      expect(await live(createFaultLine(), { nth, moment }), `death ${moment} call ${nth}`).toEqual(undisturbed);
    }
  },
);
