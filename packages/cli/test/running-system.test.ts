import { parseAlert } from "@bottrader/contracts";
import { describe, expect, test } from "vitest";
import { cli, folder, loopback, runtimeFile } from "./harness.ts";

const TOKEN = "operator-token-of-the-test";
const ACCEPTED = { status: 202, body: { intentId: "int_1", status: "accepted" } };

describe("without a running system", () => {
  test.each([
    ["alert", ["alert", "--symbol", "BTC/USD", "--action", "buy"]],
    ["halt", ["halt"]],
    ["flatten", ["flatten", "--yes"]],
    ["doctor", ["doctor"]],
    ["report", ["report"]],
  ])("%s says so in one line and is exit code 1", async (_, argv) => {
    const run = await cli(argv, { cwd: folder() });
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("");
    expect(run.faults).toHaveLength(1);
    expect(run.faults[0]).toContain("nothing is running");
  });

  test("a system that ended without tidying up is told by its silence", async () => {
    const { url } = await loopback({});
    const dead = url.replace(/\d+$/, "9");
    const cwd = folder(runtimeFile({ urls: { webhook: dead }, operatorToken: TOKEN }));
    const run = await cli(["halt"], { cwd });
    expect(run.code).toBe(1);
    expect(run.faults[0]).toMatch(/does not answer/);
  });

  test("a runtime file that is not one is as none", async () => {
    const cwd = folder({ ".bottrader/runtime.json": "{" });
    expect((await cli(["halt"], { cwd })).faults[0]).toContain("nothing is running");
  });
});

describe("alert", () => {
  test("is what the order manager takes: its secret, a fresh id, the time now", async () => {
    const service = await loopback({ "/webhook": ACCEPTED });
    const cwd = folder(runtimeFile({ urls: { webhook: service.url }, webhookSecret: "secret-of-the-test" }));
    const argv = [
      "alert",
      "--symbol",
      "BTC/USD",
      "--action",
      "buy",
      "--percent",
      "2",
      "--stop-loss",
      "90",
      "--take-profit",
      "120",
    ];
    const run = await cli(argv, { cwd });
    expect(run).toMatchObject({ code: 0, stdout: '202 {"intentId":"int_1","status":"accepted"}\n', stderr: "" });
    const body = {
      symbol: "BTC/USD",
      action: "buy",
      id: "cli-fresh",
      percent: "2",
      stopLoss: "90",
      takeProfit: "120",
      time: "2026-01-31T00:00:00.000Z",
      secret: "secret-of-the-test",
    };
    expect(service.seen).toEqual([{ method: "POST", path: "/webhook", authorization: null, body }]);
    expect(parseAlert(body).ok).toBe(true);
  });

  test("takes address, id, time and secret from the command line before anything else", async () => {
    const service = await loopback({ "/webhook": { status: 200, body: { status: "duplicate" } } });
    const argv = ["alert", "--symbol", "BTC/USD", "--action", "close", "--id", "7", "--time", "2026-01-30T10:00:00Z"];
    const run = await cli([...argv, "--secret", "other-secret", "--url", service.url, "--json"], {
      cwd: folder(),
      env: { WEBHOOK_SECRET: "secret-of-the-test", WEBHOOK_URL: "http://127.0.0.1:9" },
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({ status: 200, body: { status: "duplicate" } });
    expect(service.seen[0]?.body).toMatchObject({ id: "7", time: "2026-01-30T10:00:00Z", secret: "other-secret" });
  });

  test("a refusal is printed and is exit code 1", async () => {
    const error = { code: "NOT_AUTHENTIC", message: "The alert carries no valid secret.", fields: [] };
    const service = await loopback({ "/webhook": { status: 401, body: { error } } });
    const run = await cli(["alert", "--symbol", "BTC/USD", "--action", "buy", "--url", service.url], { cwd: folder() });
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("401 NOT_AUTHENTIC: The alert carries no valid secret.\n");
  });

  test("a wrong alert is not sent; every option at fault is named with what it allows", async () => {
    const run = await cli(["alert", "--action", "short", "--percent", "200", "--price", "-1"], { cwd: folder() });
    expect(run.code).toBe(2);
    expect(run.faults).toEqual([
      "--symbol is missing",
      "--action short selling is not possible: the system trades spot, long only",
      "--price must be a number greater than 0",
      "--percent must be a percentage greater than 0 and at most 100",
    ]);
  });
});

describe("the kill switch", () => {
  test.each([
    ["halt", "halted"],
    ["reduce", "reducing"],
    ["resume", "active"],
  ])("%s sets %s as the operator (F54)", async (command, state) => {
    const service = await loopback({ "/api/v1/trading-state": { status: 200, body: { state } } });
    const cwd = folder(runtimeFile({ urls: { webhook: service.url }, operatorToken: TOKEN }));
    const run = await cli([command, "--reason", "news"], { cwd });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(state);
    const request = { method: "POST", path: "/api/v1/trading-state", authorization: `Bearer ${TOKEN}` };
    expect(service.seen).toEqual([{ ...request, body: { state, reason: "news" } }]);
  });

  test("works under settings that could not be used: an emergency does not wait for an env file", async () => {
    const service = await loopback({ "/api/v1/trading-state": { status: 200, body: {} } });
    const env = { HARD_STOP_PCT: "nonsense", OPERATOR_TOKEN: TOKEN };
    expect((await cli(["halt", "--yes", "--url", service.url], { cwd: folder(), env })).code).toBe(0);
    expect(service.seen[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test("flatten needs a yes", async () => {
    const service = await loopback({});
    const run = await cli(["flatten", "--symbol", "btc", "--url", service.url], { cwd: folder() });
    expect(run.code).toBe(2);
    expect(run.faults).toEqual(['--symbol must be like BTC/USD, not "btc"', "--yes is missing: this sells btc"]);
    expect(service.seen).toEqual([]);
  });

  test("flatten asks for one symbol, or for all, and tells the intents", async () => {
    const service = await loopback({ "/api/v1/flatten": { status: 202, body: { intents: ["int_1"] } } });
    const cwd = folder(runtimeFile({ urls: { webhook: service.url }, operatorToken: TOKEN }));
    expect((await cli(["flatten", "--symbol", "BTC/USD", "--yes"], { cwd })).stdout).toBe(
      "1 exits were asked for: int_1\n",
    );
    expect((await cli(["flatten", "--yes", "--json"], { cwd })).stdout).toBe('{"intents":["int_1"]}\n');
    expect(service.seen.map(({ body }) => body)).toEqual([{ symbol: "BTC/USD" }, {}]);
  });

  test("a refused operator is exit code 1 with the words of the service", async () => {
    const error = { code: "OPERATOR_ONLY", message: "Log in.", fields: [] };
    const service = await loopback({ "/api/v1/trading-state": { status: 401, body: { error } } });
    const env = { OPERATOR_TOKEN: TOKEN };
    const run = await cli(["resume", "--url", service.url], { cwd: folder(), env });
    expect(run).toMatchObject({ code: 1, faults: ["401 OPERATOR_ONLY: Log in."] });
    expect((await cli(["resume", "--url", service.url], { cwd: folder() })).faults[0]).toContain(
      "OPERATOR_TOKEN is not set",
    );
  });
});
