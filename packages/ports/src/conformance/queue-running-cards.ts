/** Cards IQ-09 to IQ-16: consumers, scheduled jobs and outages. */
import { type JobName, jobCatalogue } from "@bottrader/contracts";
import { expect, test } from "vitest";
import {
  type Answer,
  countsOf,
  done,
  ENTRY,
  EXIT,
  eventually,
  gate,
  idsOf,
  intent,
  listen,
  newScope,
  openSession,
  type QueueHarness,
} from "./queue-bench.ts";

export const describeConsumers = (harness: QueueHarness): void => {
  test("IQ-09 closing waits for the work in hand and leaves the rest for the next consumer", async () => {
    const scope = newScope();
    const before = await openSession(harness, scope);
    const hold = gate();
    const first = await listen(before, { answer: async () => hold.opened.then(() => done) });
    const envelopes = [intent(), intent(), intent()];
    for (const envelope of envelopes) await before.publisher().publish(ENTRY, envelope);
    await eventually(() => expect(first.deliveries).toHaveLength(1));
    let closed = false;
    const closing = first.consumer.close().then(() => {
      closed = true;
    });
    await eventually(async () => expect(await countsOf(before, ENTRY)).toMatchObject({ waiting: 2, active: 1 }));
    expect(closed).toBe(false);
    hold.open();
    await closing;
    expect(first.deliveries).toHaveLength(1);
    await before.close();

    const after = await openSession(harness, scope);
    const second = await listen(after);
    await eventually(() => expect(idsOf(second.deliveries)).toEqual(envelopes.slice(1).map((it) => it.intentId)));
  });

  test("IQ-10 as many intents are in hand as the concurrency says, and never more", async () => {
    const session = await openSession(harness);
    const hold = gate();
    let inHand = 0;
    let inHandMax = 0;
    const answer: Answer = async () => {
      inHand += 1;
      inHandMax = Math.max(inHandMax, inHand);
      await hold.opened;
      inHand -= 1;
      return done;
    };
    const { deliveries } = await listen(session, { concurrency: 3, answer });
    for (let count = 0; count < 9; count += 1) await session.publisher().publish(ENTRY, intent());
    await eventually(() => expect(inHand).toBe(3));
    expect(await countsOf(session, ENTRY)).toMatchObject({ waiting: 6, active: 3 });
    hold.open();
    await eventually(() => expect(deliveries).toHaveLength(9));
    expect(inHandMax).toBe(3);
  });

  test("IQ-11 entries in hand do not hold up an exit", async () => {
    const session = await openSession(harness);
    const hold = gate();
    const answer: Answer = async ({ queue }) => (queue === ENTRY ? hold.opened.then(() => done) : done);
    const { deliveries } = await listen(session, { answer });
    await session.publisher().publish(ENTRY, intent());
    await eventually(() => expect(deliveries).toHaveLength(1));
    const exit = intent();
    await session.publisher().publish(EXIT, exit);
    await eventually(() => expect(idsOf(deliveries)).toContain(exit.intentId));
    hold.open();
  });

  test("IQ-12 the publisher knows how many consumers are attached", async () => {
    const session = await openSession(harness);
    const publisher = session.publisher();
    const count = async (): Promise<readonly number[]> =>
      Promise.all([publisher.consumerCount(ENTRY), publisher.consumerCount(EXIT)]);
    expect(await count()).toEqual([0, 0]);
    const first = await listen(session);
    await eventually(async () => expect(await count()).toEqual([1, 1]));
    const second = await listen(session);
    await eventually(async () => expect(await count()).toEqual([2, 2]));
    await first.consumer.close();
    await second.consumer.close();
    await eventually(async () => expect(await count()).toEqual([0, 0]));
  });

  test("IQ-13 two consumers share the work, each intent going to one of them", async () => {
    const scope = newScope();
    const hold = gate();
    const answer: Answer = async () => hold.opened.then(() => done);
    const sessions = [await openSession(harness, scope), await openSession(harness, scope)] as const;
    const [left, right] = [await listen(sessions[0], { answer }), await listen(sessions[1], { answer })];
    const envelopes = Array.from({ length: 12 }, () => intent());
    for (const envelope of envelopes) await sessions[0].publisher().publish(ENTRY, envelope);
    await eventually(() => expect([left.deliveries.length, right.deliveries.length]).toEqual([1, 1]));
    hold.open();
    await eventually(() => expect(left.deliveries.length + right.deliveries.length).toBe(12));
    const delivered = idsOf([...left.deliveries, ...right.deliveries]);
    expect(new Set(delivered)).toEqual(new Set(envelopes.map((it) => it.intentId)));
  });
};

export const describeJobs = (harness: QueueHarness): void => {
  test("IQ-14 two schedulers run each tick of every job once between them", async () => {
    const scope = newScope();
    const runs: string[] = [];
    const run = (name: JobName) => async (): Promise<void> => {
      runs.push(name);
    };
    const handlers = {
      "check-ledger": run("check-ledger"),
      "filter-symbols": run("filter-symbols"),
      "daily-report": run("daily-report"),
      reconcile: run("reconcile"),
    };
    const sessions = [await openSession(harness, scope), await openSession(harness, scope)] as const;
    await Promise.all(sessions.map((session) => session.jobs().start(handlers)));
    const names = Object.keys(jobCatalogue).toSorted();
    await eventually(() => expect(runs.toSorted()).toEqual(names));
    await eventually(async () =>
      expect(await countsOf(sessions[0], "jobs-v1")).toMatchObject({ active: 0, waiting: 0, delayed: names.length }),
    );
    expect(runs.toSorted()).toEqual(names);
  });
};

export const describeOutage = (harness: QueueHarness): void => {
  test("IQ-15 no acknowledged intent is lost when the server dies, and consumers go on by themselves (F44)", async () => {
    const session = await openSession(harness);
    const publisher = session.publisher();
    const before = Array.from({ length: 15 }, () => intent());
    for (const envelope of before) await publisher.publish(ENTRY, envelope);
    const hold = gate();
    let finished = 0;
    const answer: Answer = async () => {
      if (finished >= 3) await hold.opened;
      finished += 1;
      return done;
    };
    const { deliveries } = await listen(session, { concurrency: 2, answer });
    await eventually(async () => expect(await countsOf(session, ENTRY)).toMatchObject({ active: 2, waiting: 10 }));
    await harness.restartServer();
    hold.open();
    const after = Array.from({ length: 5 }, () => intent());
    for (const envelope of after) await eventually(() => publisher.publish(ENTRY, envelope));
    const all = [...before, ...after].map((it) => it.intentId);
    await eventually(() => expect(new Set(idsOf(deliveries))).toEqual(new Set(all)));
    expect(await session.deadLetters(ENTRY, 10)).toEqual([]);
  });

  test("IQ-16 work in hand when the server dies is finished, or delivered again", async () => {
    const session = await openSession(harness);
    const hold = gate();
    const { deliveries } = await listen(session, { answer: async () => hold.opened.then(() => done) });
    await session.publisher().publish(EXIT, intent());
    await eventually(() => expect(deliveries).toHaveLength(1));
    await harness.restartServer();
    hold.open();
    await eventually(async () =>
      expect(await countsOf(session, EXIT)).toMatchObject({ active: 0, waiting: 0, delayed: 0 }),
    );
    expect(await session.deadLetters(EXIT, 10)).toEqual([]);
  });
};
