import { afterEach, describe, expect, test, vi } from "vitest";
import { type Component, startComponents } from "../src/index.ts";
import { capturedLog } from "./captured-log.ts";

const options = { log: capturedLog().log, stopWithinMs: 1_000 };

/** A component that notes what happens to it. */
const noting = (name: string, notes: string[], trouble: { start?: Error; stop?: Error } = {}): Component => ({
  name,
  async start() {
    notes.push(`start ${name}`);
    if (trouble.start) throw trouble.start;
  },
  async stop() {
    notes.push(`stop ${name}`);
    if (trouble.stop) throw trouble.stop;
  },
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the parts of a process", () => {
  test("start in order, stop in reverse", async () => {
    const notes: string[] = [];
    const running = await startComponents(
      ["a", "b", "c"].map((name) => noting(name, notes)),
      options,
    );
    await running.stop();
    expect(notes).toEqual(["start a", "start b", "start c", "stop c", "stop b", "stop a"]);
  });

  test("one starts only when the one before has started", async () => {
    const notes: string[] = [];
    let open: () => void = () => undefined;
    const slow: Component = {
      name: "slow",
      start: () => new Promise((resolve) => (open = resolve)),
      stop: async () => {},
    };
    const starting = startComponents([slow, noting("next", notes)], options);
    await Promise.resolve();
    expect(notes).toEqual([]);
    open();
    await (await starting).stop();
    expect(notes).toEqual(["start next", "stop next"]);
  });

  test("when one cannot start, those already started are stopped and the reason is given back", async () => {
    const notes: string[] = [];
    const parts = [noting("a", notes), noting("b", notes, { start: new Error("port in use") }), noting("c", notes)];
    await expect(startComponents(parts, options)).rejects.toThrow("port in use");
    expect(notes).toEqual(["start a", "start b", "stop a"]);
  });

  test("one that does not stop cleanly is said and does not keep the others from stopping", async () => {
    const notes: string[] = [];
    const { log, lines } = capturedLog();
    const parts = [noting("a", notes), noting("b", notes, { stop: new Error("stuck") })];
    const running = await startComponents(parts, { log, stopWithinMs: 1_000 });
    await running.stop();
    expect(notes.slice(2)).toEqual(["stop b", "stop a"]);
    expect(lines.join("")).toContain("stuck");
  });

  test("stopping twice, even at once, stops each part once", async () => {
    const notes: string[] = [];
    const running = await startComponents([noting("a", notes), noting("b", notes)], options);
    await Promise.all([running.stop(), running.stop()]);
    await running.stop();
    expect(notes.slice(2)).toEqual(["stop b", "stop a"]);
  });

  test("a stop that takes too long ends the process, naming what it waited for", async () => {
    vi.useFakeTimers();
    const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
    const { log, lines } = capturedLog();
    const stuck: Component = { name: "stuck part", start: async () => {}, stop: () => new Promise(() => {}) };
    const running = await startComponents([stuck], { log, stopWithinMs: 5_000 });
    void running.stop();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(exit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(exit).toHaveBeenCalledWith(1);
    expect(lines.join("")).toContain("stuck part");
  });
});
