/** What this adapter promises beyond the port, on either server. */
import { randomUUID } from "node:crypto";
import { type JobName, QUEUE_NAMES } from "@bottrader/contracts";
import type { DeliveryHandler, DeliveryOutcome, Envelope } from "@bottrader/ports";
import { type BackendFactory, type ConnectionOptions, type IQueueBackend, Queue, Worker } from "bullmq";
import Fastify from "fastify";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { QueueBackend } from "../../src/index.ts";
import { newPrefix, openForTest } from "./open-backend.ts";
import type { TestServer } from "./servers.ts";

/** How a test reaches the same queues past our code. */
type RawAccess = {
  readonly factory: BackendFactory<IQueueBackend>;
  readonly connection: ConnectionOptions;
  readonly keyPrefix: (prefix: string) => string;
  readonly nameOnServer: (prefix: string, queue: string) => string;
};

export type BackendUnderTest = { readonly test: () => TestServer; readonly raw: () => RawAccess };

const PATIENCE = { timeout: 25_000, interval: 20 };
const ENTRY = "entry-intents-v1";
const intent = (): Envelope => ({ intentId: `int_${randomUUID().replaceAll("-", "")}`, type: "entry" });
const done: DeliveryOutcome = { kind: "done" };
const eventually = async (claim: () => void | Promise<void>): Promise<void> => vi.waitFor(claim, PATIENCE);

const listen = async (backend: QueueBackend, entry: DeliveryHandler) => {
  const consumer = backend.consumer({ concurrency: 1 });
  await consumer.start({ "entry-intents-v1": entry, "exit-intents-v1": async () => done });
  return consumer;
};

const rawQueue = (raw: RawAccess, prefix: string, name: string) => {
  const options = { connection: raw.connection, prefix: raw.keyPrefix(prefix) };
  const queue = new Queue(raw.nameOnServer(prefix, name), options, raw.factory);
  queue.on("error", () => undefined);
  onTestFinished(() => queue.close());
  return queue;
};

const jobHandlers = (run: (name: JobName) => Promise<void>) => ({
  "check-ledger": () => run("check-ledger"),
  "filter-symbols": () => run("filter-symbols"),
  "daily-report": () => run("daily-report"),
  reconcile: () => run("reconcile"),
});

const describeDeadLetters = (under: BackendUnderTest): void => {
  test("a dead letter put back is delivered again with all its tries, also when put back twice", async () => {
    const buried: unknown[] = [];
    const backend = await openForTest(under.test().server, { onDeadLetter: (...burial) => buried.push(burial) });
    let isCured = false;
    const payloads: unknown[] = [];
    await listen(backend, async (payload) => {
      payloads.push(payload);
      return isCured ? done : { kind: "dead", reason: "unknown symbol" };
    });
    const envelope = intent();
    await backend.publisher().publish(ENTRY, envelope);
    await eventually(async () => expect(await backend.deadLetters(ENTRY, 10)).toHaveLength(1));
    expect(buried).toEqual([[ENTRY, envelope.intentId, "unknown symbol"]]);
    await eventually(async () =>
      expect(await backend.monitor().counts()).toContainEqual({
        queue: ENTRY,
        waiting: 0,
        active: 0,
        delayed: 0,
        failed: 1,
      }),
    );

    isCured = true;
    expect(await backend.replayDeadLetter(ENTRY, envelope.intentId)).toEqual({ ok: true, value: undefined });
    expect(await backend.replayDeadLetter(ENTRY, envelope.intentId)).toMatchObject({ ok: false });
    await eventually(() => expect(payloads).toEqual([envelope, envelope]));
    await eventually(async () =>
      expect(await backend.monitor().counts()).toContainEqual({
        queue: ENTRY,
        waiting: 0,
        active: 0,
        delayed: 0,
        failed: 0,
      }),
    );
    expect(await backend.deadLetters(ENTRY, 10)).toEqual([]);
  });

  test("a scheduled job that fails every time leaves one dead letter, the latest", async () => {
    const prefix = newPrefix();
    const backend = await openForTest(under.test().server, { prefix });
    await backend.jobs().start(jobHandlers(async () => undefined));
    const queue = rawQueue(under.raw(), prefix, "jobs-v1");
    for (const run of [1, 2]) {
      await queue.add("retired-job", { run });
      await eventually(async () =>
        expect(await backend.deadLetters("jobs-v1", 10)).toMatchObject([{ payload: { run } }]),
      );
    }
    const [letter] = await backend.deadLetters("jobs-v1", 10);
    expect(letter).toMatchObject({ jobId: "retired-job", reason: "this release knows no job retired-job" });
    expect(await backend.replayDeadLetter("jobs-v1", "retired-job")).toMatchObject({ ok: true });
    await eventually(async () => expect(await backend.deadLetters("jobs-v1", 10)).toHaveLength(1));
  });
};

const describeSchedule = (under: BackendUnderTest): void => {
  test("a restart neither repeats nor forgets the next tick", async () => {
    const prefix = newPrefix();
    const runs: string[] = [];
    const start = async () => {
      const backend = await openForTest(under.test().server, { prefix });
      await backend.jobs().start(jobHandlers(async (name) => void runs.push(name)));
      return backend;
    };
    const first = await start();
    await eventually(() => expect(runs).toHaveLength(4));
    const queue = rawQueue(under.raw(), prefix, "jobs-v1");
    const ticks = async () => (await queue.getJobSchedulers(0, 9)).map(({ key, next }) => `${key} ${next}`).toSorted();
    await eventually(async () => expect(await queue.getDelayedCount()).toBe(4));
    const before = await ticks();
    await first.close();
    await start();
    await queue.add("reconcile", {});
    await eventually(() => expect(runs.slice(4)).toEqual(["reconcile"]));
    expect(await ticks()).toEqual(before);
  });

  test("a tick gives way while the run before it is still going", async () => {
    const prefix = newPrefix();
    const backend = await openForTest(under.test().server, { prefix });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const runs: string[] = [];
    const run = async (name: JobName): Promise<void> => {
      runs.push(name);
      if (name === "reconcile") await held;
    };
    await backend.jobs().start(jobHandlers(run));
    await eventually(() => expect(runs).toHaveLength(4));
    const queue = rawQueue(under.raw(), prefix, "jobs-v1");
    const next = await queue.add("reconcile", {});
    await eventually(async () => expect(await queue.getJobState(String(next.id))).toBe("completed"));
    expect(runs).toHaveLength(4);
    release();
  });
};

const describeStall = (under: BackendUnderTest): void => {
  test("an intent whose worker died is delivered to another and counted as stalled (F7)", async () => {
    const prefix = newPrefix();
    const stalled: unknown[] = [];
    const backend = await openForTest(under.test().server, {
      prefix,
      onStalled: (queue, id) => stalled.push([queue, id]),
    });
    const envelope = intent();
    await backend.publisher().publish(ENTRY, envelope);
    const raw = under.raw();
    const options = { connection: raw.connection, prefix: raw.keyPrefix(prefix) };
    let isTaken = false;
    const dying = new Worker(
      raw.nameOnServer(prefix, ENTRY),
      async () => {
        isTaken = true;
        await new Promise(() => undefined);
      },
      { ...options, lockDuration: 1, lockRenewTime: 1_000, skipLockRenewal: true, skipStalledCheck: true },
      raw.factory,
    );
    dying.on("error", () => undefined);
    await eventually(() => expect(isTaken).toBe(true));
    await dying.close(true);
    // The first look at a queue marks what is in hand, the next one takes it back: ours shall be the next
    const looking = new Worker(raw.nameOnServer(prefix, ENTRY), null, { ...options, stalledInterval: 1 }, raw.factory);
    looking.on("error", () => undefined);
    await looking.getBackend().moveStalledJobsToWait();
    await looking.close(true);
    // On Postgres the second look within half a minute would be none
    await rawQueue(raw, prefix, ENTRY).getBackend().removeQueueMetaFields(["stalled-check"]);

    const payloads: unknown[] = [];
    await listen(backend, async (payload) => {
      payloads.push(payload);
      return done;
    });
    await eventually(() => expect(payloads).toEqual([envelope]));
    expect(stalled).toEqual([[ENTRY, envelope.intentId]]);
  });
};

const describeOutage = (under: BackendUnderTest): void => {
  test("while the server is away a publish rejects within three seconds, and afterwards all goes on (F44)", async () => {
    const errors: string[] = [];
    const backend = await openForTest(under.test().server, { onError: (_error, where) => errors.push(where) });
    const payloads: unknown[] = [];
    await listen(backend, async (payload) => {
      payloads.push(payload);
      return done;
    });
    const publisher = backend.publisher();
    await under.test().stop();
    onTestFinished(() => under.test().start());
    const startedAtMs = performance.now();
    await expect(publisher.publish(ENTRY, intent())).rejects.toThrow("cannot reach queue entry-intents-v1");
    await expect(publisher.consumerCount(ENTRY)).rejects.toThrow("cannot reach");
    await expect(backend.monitor().counts()).rejects.toThrow("cannot reach");
    expect(await backend.health()).toMatchObject({ ok: false });
    expect(performance.now() - startedAtMs).toBeLessThan(9_000);
    expect(errors.length).toBeLessThan(20);
    const late = backend.consumer({ concurrency: 1 });
    const never: DeliveryHandler = async () => done;
    await expect(late.start({ "entry-intents-v1": never, "exit-intents-v1": never })).rejects.toThrow("cannot reach");

    await under.test().start();
    const envelope = intent();
    await eventually(() => backend.publisher().publish(ENTRY, envelope));
    await eventually(() => expect(payloads).toContainEqual(envelope));
    expect(await backend.health()).toEqual({ ok: true, detail: backend.kind });
  }, 60_000);

  test("everything closes while the server is away, work in hand included", async () => {
    const errors: string[] = [];
    const backend = await openForTest(under.test().server, { onError: (error) => errors.push(error.message) });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isTaken = false;
    await listen(backend, async () => {
      isTaken = true;
      return held.then(() => done);
    });
    await backend.publisher().publish(ENTRY, intent());
    await eventually(() => expect(isTaken).toBe(true));
    await under.test().stop();
    onTestFinished(() => under.test().start());
    release();
    const startedAtMs = performance.now();
    await backend.close();
    expect(performance.now() - startedAtMs).toBeLessThan(20_000);
    expect(errors).not.toContain("workers did not close");
  }, 60_000);
};

const describeBoard = (under: BackendUnderTest): void => {
  const openBoard = async (readOnly: boolean) => {
    const backend = await openForTest(under.test().server);
    const app = Fastify();
    onTestFinished(() => app.close());
    await app.register(async (scope) => {
      scope.addHook("onRequest", async (request, reply) => {
        if (request.headers.authorization !== "Bearer operator") await reply.code(401).send();
      });
      await scope.register(backend.board({ basePath: "/queues", readOnly }));
    });
    const ask = (method: "GET" | "PUT", url: string, authorization = "Bearer operator") =>
      app.inject({ method, url, headers: { authorization } });
    return { backend, ask };
  };

  test("the board shows every queue under its own name, behind the door of whoever mounts it", async () => {
    const { ask } = await openBoard(true);
    for (const url of ["/queues", "/queues/", "/queues/api/queues"]) {
      expect((await ask("GET", url, "none")).statusCode).toBe(401);
      expect((await ask("GET", url)).statusCode).toBe(200);
    }
    const { queues } = (await ask("GET", "/queues/api/queues")).json<{ queues: { displayName: string }[] }>();
    const names = [...QUEUE_NAMES, "jobs-v1"].flatMap((name) => [name, `${name}-dead`]);
    expect(queues.map(({ displayName }) => displayName).toSorted()).toEqual(names.toSorted());
  });

  test("a read-only board changes nothing", async () => {
    const { backend, ask } = await openBoard(true);
    const { queues } = (await ask("GET", "/queues/api/queues")).json<{ queues: { name: string }[] }>();
    const name = encodeURIComponent(queues[0]?.name ?? "");
    expect((await ask("PUT", `/queues/api/queues/${name}/pause`)).statusCode).toBe(405);
    await ask("PUT", "/queues/api/queues/pause");
    let isDelivered = false;
    await listen(backend, async () => {
      isDelivered = true;
      return done;
    });
    await backend.publisher().publish(ENTRY, intent());
    await eventually(() => expect(isDelivered).toBe(true));
  });

  test("a board that may write pauses a queue", async () => {
    const { ask } = await openBoard(false);
    const list = async () =>
      (await ask("GET", "/queues/api/queues")).json<{ queues: { name: string; isPaused: boolean }[] }>();
    const name = (await list()).queues[0]?.name ?? "";
    expect((await ask("PUT", `/queues/api/queues/${encodeURIComponent(name)}/pause`)).statusCode).toBe(200);
    expect((await list()).queues.find((queue) => queue.name === name)?.isPaused).toBe(true);
  });
};

const describeSessions = (under: BackendUnderTest): void => {
  test("sessions with different prefixes never see each other's intents", async () => {
    const [left, right] = [await openForTest(under.test().server), await openForTest(under.test().server)];
    await left.publisher().publish(ENTRY, intent());
    await listen(right, async () => Promise.reject(new Error("not mine")));
    expect(await left.publisher().consumerCount(ENTRY)).toBe(0);
    expect(await right.monitor().counts()).toContainEqual({
      queue: ENTRY,
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
    });
    expect(await left.monitor().counts()).toContainEqual({
      queue: ENTRY,
      waiting: 1,
      active: 0,
      delayed: 0,
      failed: 0,
    });
  });

  test("an id BullMQ cannot hold is refused before it is sent", async () => {
    const backend = await openForTest(under.test().server);
    for (const intentId of ["a:b", "12345"]) {
      await expect(backend.publisher().publish(ENTRY, { intentId })).rejects.toThrow("invariant");
    }
  });
};

export const describeBackend = (under: BackendUnderTest): void => {
  describe("dead letters", () => {
    describeDeadLetters(under);
  });
  describe("schedule", () => {
    describeSchedule(under);
  });
  describe("stall", () => {
    describeStall(under);
  });
  describe("board", () => {
    describeBoard(under);
  });
  describe("sessions", () => {
    describeSessions(under);
  });
  describe("outage", () => {
    describeOutage(under);
  });
};
