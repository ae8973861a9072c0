import { expect, test } from "vitest";
import type { Answer, Api } from "../src/api/client.ts";
import { CHANGE_KINDS, RESOURCE_NAMES, resourcesChangedBy } from "../src/api/resources.ts";
import type { ResourceName } from "../src/api/views.ts";
import { linkHealth } from "../src/header/link-health.ts";
import { createDesk } from "../src/live/create-desk.ts";
import type { OpenStream } from "../src/live/create-event-link.ts";
import { createRefresher } from "../src/live/create-refresher.ts";
import { heldTime, settle } from "./held-time.ts";

type Handlers = Parameters<OpenStream>[0];

function deskInHand() {
  const time = heldTime();
  const reads: ResourceName[] = [];
  const mutations: unknown[] = [];
  const streams: { readonly handlers: Handlers; isOpen: boolean }[] = [];
  let answer: (name: ResourceName) => Answer<unknown> = (name) => ({ ok: true, value: { of: name } });
  let mutationAnswer: Answer<unknown> = { ok: true, value: undefined };
  const api: Api = {
    read: async (name) => {
      reads.push(name);
      return answer(name) as never;
    },
    mutate: async (mutation) => {
      mutations.push(mutation);
      return mutationAnswer;
    },
  };
  const openStream: OpenStream = (handlers) => {
    const stream = { handlers, isOpen: true };
    streams.push(stream);
    return {
      close: () => {
        stream.isOpen = false;
      },
    };
  };
  const desk = createDesk({ api, openStream, timers: time, random: () => 1 });
  return {
    desk,
    time,
    reads,
    mutations,
    streams,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    answerMutationsWith: (next: Answer<unknown>) => {
      mutationAnswer = next;
    },
    lastStream: () => {
      const stream = streams.at(-1);
      if (stream === undefined) throw new Error("no stream was opened");
      return stream;
    },
  };
}

async function openDesk() {
  const inHand = deskInHand();
  inHand.desk.start();
  await settle();
  inHand.lastStream().handlers.opened();
  await inHand.time.pass(5_000);
  inHand.reads.length = 0;
  return inHand;
}

const signedOut: Answer<never> = { ok: false, fault: { kind: "signed_out" } };
const unreachable: Answer<never> = { ok: false, fault: { kind: "unreachable" } };

test("every kind of change refreshes something, and unknown kinds nothing", () => {
  for (const kind of CHANGE_KINDS) expect(resourcesChangedBy([kind])).not.toHaveLength(0);
  expect(resourcesChangedBy(["from-a-newer-release"])).toEqual([]);
});

test("nothing but the status is asked for, and no stream opened, before somebody is signed in", async () => {
  const { desk, reads, streams, answerWith, time } = deskInHand();
  answerWith(() => signedOut);
  desk.start();
  await time.pass(60_000);
  expect(reads).toEqual(["status"]);
  expect(streams).toHaveLength(0);
  expect(desk.store.get().session).toBe("closed");
});

test("signing in opens the stream, and its opening reads everything", async () => {
  const { desk, reads, lastStream, answerWith, time, mutations } = deskInHand();
  answerWith(() => signedOut);
  desk.start();
  await settle();
  answerWith((name) => ({ ok: true, value: { of: name } }));
  await desk.signIn("secret");
  await settle();
  lastStream().handlers.opened();
  desk.selectSymbol("BTC/USDT");
  await time.pass(5_000);
  expect(mutations).toEqual([{ method: "POST", path: "/session", body: { password: "secret" } }]);
  expect(desk.store.get().session).toBe("open");
  expect(new Set(reads)).toEqual(new Set(RESOURCE_NAMES));
});

test("a change reads again what it names and nothing else", async () => {
  const { lastStream, reads, time } = await openDesk();
  lastStream().handlers.changed('{"kinds":["orders"]}');
  await time.pass(3_000);
  expect(reads).toEqual(["orders"]);
});

test("an announcement that cannot be read changes nothing and breaks nothing", async () => {
  const { lastStream, reads, time } = await openDesk();
  for (const data of ["", "{", "null", '{"kinds":5}', '{"kinds":[1]}']) lastStream().handlers.changed(data);
  await time.pass(3_000);
  expect(reads).toEqual([]);
});

test("a flood of announcements is not a flood of requests, and the last one is not missed", async () => {
  const time = heldTime();
  const starts: number[] = [];
  const run = async (): Promise<void> => {
    starts.push(time.nowMs());
  };
  const refresher = createRefresher({ run, gapMs: 500, timers: time });
  for (let beat = 0; beat < 40; beat += 1) {
    refresher.request();
    await time.pass(50);
  }
  await time.pass(1_000);
  expect(starts).toEqual([0, 500, 1_000, 1_500, 2_000]);
});

test("a change during a read leads to another read", async () => {
  const time = heldTime();
  const pending: (() => void)[] = [];
  const refresher = createRefresher({ run: () => new Promise((done) => pending.push(done)), gapMs: 100, timers: time });
  refresher.request();
  refresher.request();
  await time.pass(10_000);
  expect(pending).toHaveLength(1);
  pending[0]?.();
  await time.pass(0);
  expect(pending).toHaveLength(2);
});

test("a lost stream is reopened after a growing wait, never two at once", async () => {
  const { streams, lastStream, time } = await openDesk();
  const opened: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    const [before, sinceMs] = [streams.length, time.nowMs()];
    lastStream().handlers.lost();
    while (streams.length === before) await time.pass(100);
    opened.push(time.nowMs() - sinceMs);
    expect(streams.filter((stream) => stream.isOpen)).toHaveLength(1);
  }
  expect(opened).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
});

test("figures once shown stay, with the fault beside them, while reads fail", async () => {
  const { desk, lastStream, answerWith, time } = await openDesk();
  answerWith(() => unreachable);
  lastStream().handlers.changed('{"kinds":["positions"]}');
  await time.pass(1_000);
  const slot = desk.store.get().slots.positions;
  expect(slot.data).toEqual({ of: "positions" });
  expect(slot.fault).toEqual({ kind: "unreachable" });
});

test("an ended session removes every figure and closes the stream", async () => {
  const { desk, streams, reads, lastStream, answerWith, time } = await openDesk();
  answerWith(() => signedOut);
  lastStream().handlers.changed('{"kinds":["positions"]}');
  await time.pass(1_000);
  expect(desk.store.get().session).toBe("closed");
  expect(desk.store.get().slots.positions.data).toBeNull();
  expect(streams.some((stream) => stream.isOpen)).toBe(false);
  reads.length = 0;
  await time.pass(120_000);
  expect(reads).toEqual([]);
});

test("a position is closed by its symbol, encoded, and what it touches is read again", async () => {
  const { desk, mutations, reads, time } = await openDesk();
  const answer = await desk.closePosition("BTC/USDT");
  await time.pass(1_000);
  expect(answer.ok).toBe(true);
  expect(mutations).toEqual([{ method: "POST", path: "/positions/BTC%2FUSDT/close" }]);
  expect(new Set(reads)).toEqual(new Set(["positions", "orders", "intents"]));
});

test("a lock is lifted by its id with a note, both encoded, and the locks are read again", async () => {
  const { desk, mutations, reads, time } = await openDesk();
  await desk.liftLock("cooldown:BTC/USDT", "bad tick?");
  await time.pass(3_000);
  expect(mutations).toEqual([{ method: "DELETE", path: "/locks/cooldown%3ABTC%2FUSDT?note=bad%20tick%3F" }]);
  expect(new Set(reads)).toEqual(new Set(["locks"]));
});

test("a refused change of the trading state is handed back with its reason", async () => {
  const { desk, mutations, answerMutationsWith } = await openDesk();
  const refusal: Answer<unknown> = { ok: false, fault: { kind: "refused", status: 409, message: "not reconciled" } };
  answerMutationsWith(refusal);
  expect(await desk.setTradingState("active", "after the storm")).toEqual(refusal);
  await desk.setTradingState("halted", "");
  expect(mutations).toEqual([
    { method: "POST", path: "/trading-state", body: { state: "active", reason: "after the storm" } },
    { method: "POST", path: "/trading-state", body: { state: "halted" } },
  ]);
});

test("a silent but open stream counts as stale once reads have failed for long enough", () => {
  const link = { kind: "open" } as const;
  expect(linkHealth({ link, contactAtMs: null, nowMs: 0 })).toBe("joining");
  expect(linkHealth({ link, contactAtMs: 0, nowMs: 20_000 })).toBe("live");
  expect(linkHealth({ link, contactAtMs: 0, nowMs: 30_000 })).toBe("stale");
  expect(linkHealth({ link: { kind: "waiting", retryAtMs: 0 }, contactAtMs: 0, nowMs: 1_000 })).toBe("polling");
});
