import { Decimal } from "@bottrader/core";
import { expect, test } from "vitest";
import { bracket, fillsOf, fillTexts, oco, openTexts, place } from "./desk.ts";
import { openTape, type Tape } from "./paper-tape.ts";

const SYMBOL = "BTC/USDT";

const openAt100 = async (): Promise<Tape> => {
  const tape = await openTape({
    balances: { USDT: "10000", BTC: "1" },
    rules: { spreadRatio: new Decimal("0.002"), slippageRatio: new Decimal("0.01") },
  });
  await tape.bar({ [SYMBOL]: ["100", "100", "100", "100"] });
  return tape;
};

test("when the tape has ended a market sell fills at the last bid at once", async () => {
  const tape = await openAt100();
  await tape.venue.endSession();
  const outcome = await place(tape.venue, "sell", { side: "sell" });
  expect(outcome).toMatchObject({ phase: "accepted", orders: [{ state: "filled" }] });
  expect(await fillTexts(tape.venue)).toEqual(["sell 1@99.9"]);
  expect((await fillsOf(tape.venue))[0]?.atMs).toBe(tape.nowMs);
});

test("orders that waited for the next bar fill when the session ends; those that do not cross stay", async () => {
  const tape = await openAt100();
  await place(tape.venue, "market");
  await place(tape.venue, "crossing", { limit: "101" });
  await place(tape.venue, "resting", { limit: "99" });
  await tape.venue.endSession();
  expect(await fillTexts(tape.venue)).toEqual(["market 1@100.1", "crossing 1@100.1"]);
  expect(await openTexts(tape.venue)).toEqual(["resting 0/1"]);
});

test("a stop that triggered without finding volume is sold at the end", async () => {
  const tape = await openAt100();
  await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
  await tape.bar({ [SYMBOL]: ["100", "100", "89", "95", "0"] });
  await tape.venue.endSession();
  // 95 · 0.999 = 94.905
  expect(await fillTexts(tape.venue)).toEqual(["x-stop 1@94.9"]);
  expect(await openTexts(tape.venue)).toEqual([]);
});

test("a buy filled after the end answers with its legs", async () => {
  const tape = await openAt100();
  await tape.venue.endSession();
  const outcome = await place(tape.venue, "e", { attached: bracket("e", "90", "110") });
  expect(outcome).toMatchObject({
    phase: "accepted",
    orders: [
      { clientOrderId: "e", state: "filled" },
      { clientOrderId: "e-stop", state: "open" },
      { clientOrderId: "e-target", state: "open" },
    ],
  });
});

test("the next bar begins a session again, a repeated one does not", async () => {
  const tape = await openAt100();
  await tape.venue.endSession();
  tape.nowMs -= 60_000;
  await tape.bar({ [SYMBOL]: ["100", "100", "100", "100"] });
  await place(tape.venue, "at-once", { side: "sell", size: "0.5" });
  await tape.bar({ [SYMBOL]: ["100", "100", "100", "100"] });
  await place(tape.venue, "waits", { side: "sell", size: "0.5" });
  expect(await fillTexts(tape.venue)).toEqual(["at-once 0.5@99.9"]);
});
