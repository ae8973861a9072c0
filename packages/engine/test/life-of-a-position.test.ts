import { describe, expect, test } from "vitest";
import { openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { balanceOf, fateOf, gapOf, nakedTexts, openTexts, orderTexts, positionOf, tradeTexts } from "./look.ts";

const flat = [100, 100, 100, 100] as const;

async function openPosition() {
  const floor = await openFloor();
  await floor.bar(flat);
  const buy = entry(floor);
  expect(await floor.deliver(buy)).toBe("done");
  await floor.bar(flat);
  return { floor, buy };
}

describe("an entry", () => {
  test("becomes a position behind a stop and a target that rest at the venue (I1)", async () => {
    const { floor, buy } = await openPosition();
    expect(await fateOf(floor, buy)).toBe("executed INTENT_EXECUTED");
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await positionOf(floor)).toMatchObject({ protection: "native", version: 1, trigger: "score" });
    expect(await nakedTexts(floor)).toEqual([]);
    expect(await gapOf(floor)).toBe("0");
  });

  test("delivered twice buys once (I4, F7, F8)", async () => {
    const { floor, buy } = await openPosition();
    expect(await floor.deliver(buy)).toBe("done");
    await floor.bar(flat);
    expect(await orderTexts(floor, buy)).toHaveLength(3);
    expect(await balanceOf(floor, "BTC")).toBe("9.989");
  });
});

describe("a position", () => {
  test("that falls through its stop is a trade of reason BRACKET_SL with nothing left at the venue (F24)", async () => {
    const { floor } = await openPosition();
    await floor.bar([100, 100, 95, 96]);
    expect(await positionOf(floor)).toBeNull();
    expect(await openTexts(floor)).toEqual([]);
    expect(await tradeTexts(floor)).toHaveLength(1);
    expect((await tradeTexts(floor))[0]).toMatch(/^BRACKET_SL 9.989 -/);
    expect(await gapOf(floor)).toBe("0");
  });

  test("that reaches its target is a trade of reason BRACKET_TP", async () => {
    const { floor } = await openPosition();
    await floor.bar([100, 112, 100, 111]);
    expect((await tradeTexts(floor))[0]).toMatch(/^BRACKET_TP 9.989 \d/);
    expect(await openTexts(floor)).toEqual([]);
    expect(await gapOf(floor)).toBe("0");
  });

  test("is sold by an exit that takes the place of its bracket (F21)", async () => {
    const { floor } = await openPosition();
    const sell = exit(floor);
    expect(await floor.deliver(sell)).toBe("done");
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
    await floor.bar([99, 99, 99, 99]);
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    expect((await tradeTexts(floor))[0]).toMatch(/^SOFT_STOP 9.989 -/);
    expect(await positionOf(floor)).toBeNull();
    expect(await openTexts(floor)).toEqual([]);
    expect(await gapOf(floor)).toBe("0");
  });
});
