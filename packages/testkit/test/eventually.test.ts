import { expect, test } from "vitest";
import { eventually } from "../src/index.ts";

test("waiting ends as soon as the predicate holds, also when it threw before", async () => {
  let calls = 0;
  const third = (): boolean => {
    calls += 1;
    if (calls === 1) throw new Error("not yet");
    return calls === 3;
  };
  await eventually(third, { withinMs: 5_000 });
  expect(calls).toBe(3);
});

test("waiting for what never happens fails with the predicate's own error as its cause", async () => {
  const cause = new Error("the reason");
  const never = eventually(() => Promise.reject(cause), { withinMs: 30 });
  await expect(never).rejects.toMatchObject({ message: "not so within 30 ms", cause });
});
