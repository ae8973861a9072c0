import type { LockView } from "@bottrader/contracts";
import { expect, test } from "vitest";
import { checkLocks } from "../src/doctor/check-locks.ts";
import { loopback } from "./harness.ts";

const TOKEN = "operator-token-of-the-test";
const lock: LockView = {
  id: "cooldown:BTC/USD",
  kind: "cooldown",
  symbol: "BTC/USD",
  reason: "RISK_COOLDOWN",
  detail: "30 minutes after a stop",
  remedy: "Lifting it ends the pause of this symbol.",
  since: "2026-01-31T00:00:00.000Z",
  until: "2026-01-31T00:30:00.000Z",
  liftable: true,
};

const system = (webhookUrl: string, operatorToken: string | null) => ({
  webhookUrl,
  sighookUrl: null,
  operatorToken,
  webhookSecret: null,
});

test.each<[string, unknown, string]>([
  ["one lock", [lock], "1: cooldown:BTC/USD"],
  ["several", [{ ...lock, id: "drawdown", symbol: null }, lock], "2: drawdown, cooldown:BTC/USD"],
  ["none", [], "none"],
  ["another answer", { error: { code: "NOT_READY" } }, "not told by the order manager"],
])("doctor tells the locks and holds whatever they are: %s", async (_, body, detail) => {
  const service = await loopback({ "/api/v1/locks": { status: 200, body } });
  expect(await checkLocks(system(service.url, TOKEN))).toEqual({ name: "locks on entries", holds: true, detail });
  expect(service.seen).toMatchObject([{ path: "/api/v1/locks", authorization: `Bearer ${TOKEN}` }]);
});

test("without an operator token nobody is asked", async () => {
  const service = await loopback({});
  expect((await checkLocks(system(service.url, null))).detail).toContain("not asked for");
  expect(service.seen).toEqual([]);
});
