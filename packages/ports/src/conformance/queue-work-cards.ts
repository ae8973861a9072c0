/** Cards IQ-01 to IQ-08: delivery and failure. */
import { type QueueName, queueCatalogue } from "@bottrader/contracts";
import { expect, test } from "vitest";
import type { DeliveryOutcome } from "../intent-queue.ts";
import {
  countsOf,
  done,
  ENTRY,
  EXIT,
  eventually,
  idsOf,
  intent,
  listen,
  openSession,
  type QueueHarness,
} from "./queue-bench.ts";

export const describeDelivery = (harness: QueueHarness): void => {
  test("IQ-01 every published intent reaches the handler of its own queue with its payload", async () => {
    const session = await openSession(harness);
    const { deliveries } = await listen(session, { concurrency: 4 });
    const publisher = session.publisher();
    const entries = Array.from({ length: 10 }, (_, index) => intent({ index, budgetQuote: "12.50" }));
    const exits = Array.from({ length: 10 }, (_, index) => intent({ index, size: "0.00000001" }));
    await Promise.all(entries.map((envelope) => publisher.publish(ENTRY, envelope)));
    await Promise.all(exits.map((envelope) => publisher.publish(EXIT, envelope)));
    await eventually(() => expect(deliveries).toHaveLength(20));
    const payloads = (queue: QueueName) => deliveries.filter((it) => it.queue === queue).map((it) => it.payload);
    expect(payloads(ENTRY)).toEqual(expect.arrayContaining(entries));
    expect(payloads(EXIT)).toEqual(expect.arrayContaining(exits));
  });

  test("IQ-02 publishing the same intent again is harmless, before and after it was done (F8)", async () => {
    const session = await openSession(harness);
    const publisher = session.publisher();
    const [repeated, between, last] = [intent(), intent(), intent()];
    for (const envelope of [repeated, repeated, between, repeated]) await publisher.publish(ENTRY, envelope);
    const { deliveries } = await listen(session);
    await eventually(() => expect(deliveries).toHaveLength(2));
    await publisher.publish(ENTRY, repeated);
    await publisher.publish(ENTRY, last);
    await eventually(() => expect(idsOf(deliveries)).toContain(last.intentId));
    expect(idsOf(deliveries)).toEqual([repeated.intentId, between.intentId, last.intentId]);
  });

  test("IQ-03 any text survives the journey", async () => {
    const session = await openSession(harness);
    const { deliveries } = await listen(session);
    const note = 'Grüße 🚀 日本語 עברית \u2028 "quoted" \\ \n\t %s {{x}}';
    const envelope = intent({ note, nested: { списки: ["é", "e\u0301", null, true, 1.5] } });
    await session.publisher().publish(EXIT, envelope);
    await eventually(() => expect(deliveries).toEqual([{ queue: EXIT, payload: envelope }]));
  });

  test("IQ-04 intents published while nobody listens are counted and wait", async () => {
    const session = await openSession(harness);
    await session.publisher().publish(ENTRY, intent());
    await session.publisher().publish(ENTRY, intent());
    expect(await countsOf(session, ENTRY)).toMatchObject({ waiting: 2, active: 0, delayed: 0, failed: 0 });
    const { deliveries } = await listen(session);
    await eventually(() => expect(deliveries).toHaveLength(2));
    await eventually(async () => expect(await countsOf(session, ENTRY)).toMatchObject({ waiting: 0, active: 0 }));
  });
};

export const describeFailure = (harness: QueueHarness): void => {
  test.each([
    ["IQ-05 a retry", async (): Promise<DeliveryOutcome> => ({ kind: "retry", reason: "venue busy" })],
    ["IQ-06 a throw", async (): Promise<DeliveryOutcome> => Promise.reject(new Error("a bug"))],
  ])("%s gives the intent back after a pause until it is done", async (_card, fail) => {
    const session = await openSession(harness);
    const times: number[] = [];
    const { deliveries } = await listen(session, {
      answer: async (_delivery, nth) => {
        times.push(performance.now());
        return nth < 3 ? fail() : done;
      },
    });
    await session.publisher().publish(EXIT, intent());
    await eventually(() => expect(deliveries).toHaveLength(3));
    await eventually(async () =>
      expect(await countsOf(session, EXIT)).toMatchObject({ active: 0, delayed: 0, failed: 0 }),
    );
    const pausesMs = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...pausesMs)).toBeGreaterThan(queueCatalogue[EXIT].backoffMs / 4);
    expect(await session.deadLetters(EXIT, 10)).toEqual([]);
  });

  test("IQ-07 a dead intent goes to the dead-letter queue at once, with its reason and payload", async () => {
    const session = await openSession(harness);
    const { deliveries } = await listen(session, {
      answer: async ({ payload }) =>
        Reflect.get(Object(payload), "bad") === true ? { kind: "dead", reason: "no symbol" } : done,
    });
    const [bad, good] = [intent({ bad: true }), intent()];
    await session.publisher().publish(ENTRY, bad);
    await session.publisher().publish(ENTRY, good);
    await eventually(() => expect(idsOf(deliveries)).toEqual([bad.intentId, good.intentId]));
    await eventually(async () =>
      expect(await session.deadLetters(ENTRY, 10)).toMatchObject([
        { jobId: bad.intentId, reason: "no symbol", payload: bad },
      ]),
    );
    expect(await countsOf(session, `${ENTRY}-dead`)).toMatchObject({ waiting: 1 });
  });

  test("IQ-08 an intent that used up its tries goes to the dead-letter queue with the last reason", async () => {
    const session = await openSession(harness);
    const { deliveries } = await listen(session, {
      answer: async (_, nth) => ({ kind: "retry", reason: `try ${nth}` }),
    });
    const doomed = intent();
    await session.publisher().publish(ENTRY, doomed);
    const { attemptsMax } = queueCatalogue[ENTRY];
    await eventually(async () => expect(await session.deadLetters(ENTRY, 10)).toHaveLength(1));
    expect(deliveries).toHaveLength(attemptsMax);
    const [letter] = await session.deadLetters(ENTRY, 10);
    expect(letter).toMatchObject({ jobId: doomed.intentId, payload: doomed });
    expect(letter?.reason).toContain(`try ${attemptsMax}`);
  });
};
