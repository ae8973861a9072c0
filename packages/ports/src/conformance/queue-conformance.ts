/**
 * What every intent queue must keep, whatever server carries it. Cards IQ-01 to IQ-16.
 */
import { describe } from "vitest";
import type { QueueHarness } from "./queue-bench.ts";
import { describeConsumers, describeJobs, describeOutage } from "./queue-running-cards.ts";
import { describeDelivery, describeFailure } from "./queue-work-cards.ts";

const CARD_MS = 60_000;

/** Runs every card against one implementation. */
export const describeIntentQueue = (name: string, harness: QueueHarness): void => {
  describe(`intent queue: ${name}`, { timeout: CARD_MS }, () => {
    describe("delivery", () => {
      describeDelivery(harness);
    });
    describe("failure", () => {
      describeFailure(harness);
    });
    describe("consumers", () => {
      describeConsumers(harness);
    });
    describe("scheduled jobs", () => {
      describeJobs(harness);
    });
    describe("outage", () => {
      describeOutage(harness);
    });
  });
};
