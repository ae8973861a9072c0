import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quote } from "@bottrader/core";
import type { TradeTx } from "@bottrader/ports";
import {
  bookBuy,
  bookSell,
  SAMPLE_SNAPSHOT_ID,
  SAMPLE_TIME_MS,
  sampleEquity,
  samplePosition,
  sampleTrade,
} from "@bottrader/ports/conformance";
import { openDatabase } from "@bottrader/store-prisma";
import { usePostgres } from "@bottrader/testkit";
import { describe, expect, test } from "vitest";
import { cli, folder, loopback, runtimeFile } from "./harness.ts";

const HEADER = "trade_id,order_id,symbol,side,price,size,fee,fee_currency,timestamp_ms";
/** A win of 9, a loss of 6, both on the second buy's day. */
const FILLS = `${HEADER}
1,o1,ETH/USD,buy,100,1,0,USD,1700000000000
2,o2,ETH/USD,sell,110,1,1,USD,1700000060000
3,o3,BTC/USD,buy,200,1,0,USD,1700086400000
4,o4,BTC/USD,sell,195,1,1,USD,1700086460000
`;

type Report = {
  readonly period: unknown;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly groups: Readonly<Record<string, readonly { key: string }[]>>;
  readonly targets: readonly unknown[];
  readonly trades: readonly { symbol: string; pnl: string }[];
  readonly equity: Readonly<Record<string, unknown>> | null;
};

const reportOf = (stdout: string): Report => JSON.parse(stdout) as Report;

describe("report on a file of fills", () => {
  test("is the ledger's trades with metrics, every group and the targets", async () => {
    const run = await cli(["report", "--fills", "fills.csv", "--json"], { cwd: folder({ "fills.csv": FILLS }) });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const report = reportOf(run.stdout);
    expect(report.metrics).toMatchObject({
      trades: 2,
      wins: 1,
      losses: 1,
      totalPnl: "3",
      profitFactor: 1.5,
      enoughTrades: false,
    });
    // What the account began with is not in the file, so what needs it is not known (P30)
    expect(report.metrics).toMatchObject({ maxDrawdown: null, sharpe: null });
    expect(Object.keys(report.groups)).toEqual(["symbol", "trigger", "exitReason", "snapshot", "day", "hour"]);
    expect(report.trades.map(({ symbol, pnl }) => [symbol, pnl])).toEqual([
      ["ETH/USD", "9"],
      ["BTC/USD", "-6"],
    ]);
    expect(report.targets).toHaveLength(14);
  });

  test("of a period counts the trades that ended in it, on the ledger of all fills", async () => {
    const cwd = folder({ "fills.csv": FILLS });
    const until = await cli(["report", "--fills", "fills.csv", "--json", "--until", "2023-11-15"], { cwd });
    expect(reportOf(until.stdout).trades.map(({ symbol }) => symbol)).toEqual(["ETH/USD"]);
    const since = await cli(["report", "--fills", "fills.csv", "--json", "--since", "2023-11-15", "--by", "symbol"], {
      cwd,
    });
    expect(reportOf(since.stdout).trades.map(({ symbol }) => symbol)).toEqual(["BTC/USD"]);
    expect(Object.keys(reportOf(since.stdout).groups)).toEqual(["symbol"]);
  });

  test("says in words that two trades are not enough, and gives the intervals", async () => {
    const run = await cli(["report", "--fills", "fills.csv"], { cwd: folder({ "fills.csv": FILLS }) });
    expect(run.stdout).toContain("not enough trades");
    expect(run.stdout).toMatch(/win rate +50\.0 % +9\.5 % … 90\.5 %/);
    expect(run.stdout).toContain("A win earns more than 0");
  });

  test("is refused over currencies that have no sum", async () => {
    const cwd = folder({ "fills.csv": `${FILLS}5,o5,ETH/BTC,buy,0.05,1,0,BTC,1700000180000\n` });
    const run = await cli(["report", "--fills", "fills.csv"], { cwd });
    expect(run.code).toBe(1);
    expect(run.faults[0]).toContain("BTC and USD");
  });

  test("as CSV has one line a trade; as a page it escapes what it shows and fetches nothing", async () => {
    const cwd = folder({ "<b>.csv": FILLS });
    const csv = await cli(["report", "--fills", "<b>.csv", "--format", "csv"], { cwd });
    expect(csv.stdout.split("\n")).toHaveLength(4);
    expect(csv.stdout).toMatch(/^symbol,side,trigger,exitReason,/);
    const html = await cli(["report", "--fills", "<b>.csv", "--format", "html", "--out", "report.html"], { cwd });
    expect(html).toMatchObject({ code: 0, stdout: "" });
    const page = readFileSync(join(cwd, "report.html"), "utf8");
    expect(page).toContain("&lt;b&gt;.csv");
    expect(page).not.toMatch(/<b>|<script|https?:/);
  });

  test("that cannot be written is a failure, not a silence (P03)", async () => {
    const cwd = folder({ "fills.csv": FILLS });
    const run = await cli(["report", "--fills", "fills.csv", "--out", "no/such/report.txt"], { cwd });
    expect(run.code).toBe(1);
    expect(run.faults[0]).toContain("--out");
    expect(existsSync(join(cwd, "no"))).toBe(false);
  });
});

const postgres = usePostgres();

/** Two closed trades of +4.769875 each, a minute apart, and the curve they made from 1,000. */
async function seed(equity: string): Promise<string> {
  const url = await postgres.fresh();
  const database = openDatabase(url, { poolMax: 2, onError: () => {} });
  await database.snapshots.save(SAMPLE_SNAPSHOT_ID, { sample: true }, SAMPLE_TIME_MS);
  await database.trade.transact(async (tx) => {
    await closeTrade(tx, 1, SAMPLE_TIME_MS + 60_000);
    await closeTrade(tx, 3, SAMPLE_TIME_MS + 120_000);
    await tx.insertEquity(
      sampleEquity(1, { realised: quote("4.769875"), unrealised: quote(0), equity: quote("1004.769875") }),
    );
    await tx.insertEquity(sampleEquity(2, { realised: quote("9.53975"), unrealised: quote(0), equity: quote(equity) }));
  });
  await database.close();
  return url;
}

async function closeTrade(tx: TradeTx, number: number, exitAtMs: number): Promise<void> {
  await bookBuy(tx, number);
  await bookSell(tx, number + 1);
  const entryIntentId = samplePosition(number).entryIntentId;
  await tx.savePosition(
    samplePosition(number, { state: "closed", closedAtMs: exitAtMs, exitReason: "HARD_STOP", entryIntentId }),
  );
  await tx.saveTrade(sampleTrade(number + 1, { positionId: samplePosition(number).positionId, exitAtMs }));
}

describe("report on the database", () => {
  test("finds it by DATABASE_URL and checks that the books add up to the last digit (I6, P19)", async () => {
    const env = { DATABASE_URL: await seed("1009.53975"), PAPER_STARTING_CASH: "1000" };
    const run = await cli(["report", "--json"], { cwd: folder(), env });
    expect(run.faults).toEqual([]);
    const report = reportOf(run.stdout);
    expect(report.metrics).toMatchObject({ trades: 2, wins: 2, totalPnl: "9.53975", maxDrawdown: 0 });
    expect(report.equity).toMatchObject({
      startingEquity: "1000",
      startingEquitySource: "PAPER_STARTING_CASH",
      difference: "0",
      holds: true,
    });
    expect((await cli(["report"], { cwd: folder(), env })).stdout).toContain("It holds to the last digit.");
  });

  test("says by how much the books do not add up", async () => {
    const env = { DATABASE_URL: await seed("1009.54"), PAPER_STARTING_CASH: "1000" };
    const run = await cli(["report"], { cwd: folder(), env });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("IT DOES NOT HOLD: the difference is 0.00025.");
  });

  test("of a period is half open and begins at the equity of its beginning", async () => {
    const env = { DATABASE_URL: await seed("1009.53975"), PAPER_STARTING_CASH: "1000" };
    const since = new Date(SAMPLE_TIME_MS + 120_000).toISOString();
    const later = await cli(["report", "--json", "--since", since], { cwd: folder(), env });
    expect(reportOf(later.stdout)).toMatchObject({ metrics: { trades: 1 }, period: { since, until: null } });
    const before = await cli(["report", "--json", "--until", since], { cwd: folder(), env });
    expect(reportOf(before.stdout)).toMatchObject({ metrics: { trades: 1 } });
  });

  test("finds the database of the running system, which also knows what the account began with (P11)", async () => {
    const account = {
      currency: "USD",
      startingEquity: "1000",
      cash: "500",
      realised: "9.53975",
      unrealised: "-9.53975",
      equity: "1000",
      at: "2026-01-31T00:00:00.000Z",
    };
    const service = await loopback({ "/api/v1/account": { status: 200, body: account } });
    const databaseUrl = await seed("1009.53975");
    const cwd = folder(
      runtimeFile({ urls: { webhook: service.url }, operatorToken: "token-of-the-test", databaseUrl }),
    );
    const run = await cli(["report", "--json"], { cwd });
    const report = reportOf(run.stdout);
    expect(report.equity).toMatchObject({
      startingEquitySource: "the running order manager",
      holds: true,
      at: account.at,
    });
    // Worth less now than at the last point of the curve, which is an hour away: the fall counts
    expect(report.metrics["maxDrawdown"]).toBeCloseTo(9.53975 / 1009.53975, 12);
  });

  test("without any trade is n/a, never 0, and says so (P30)", async () => {
    const run = await cli(["report"], { cwd: folder(), env: { DATABASE_URL: await postgres.fresh() } });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/win rate +n\/a/);
    expect(run.stdout).toContain("None in the period.");
  });

  test("that cannot be reached is named without its password", async () => {
    const env = { DATABASE_URL: "postgres://me:open-sesame@127.0.0.1:9/nowhere" };
    const run = await cli(["report"], { cwd: folder(), env });
    expect(run.code).toBe(1);
    expect(run.faults[0]).toContain("127.0.0.1:9/nowhere");
    expect(run.stderr).not.toContain("open-sesame");
  });
});

describe("doctor", () => {
  const ready = (configHash: string) => ({
    status: 200,
    body: { ready: true, release: "0.1.0", configHash, dependencies: [{ name: "queue", ok: true, detail: "redis" }] },
  });

  test("all is well: exit code 0 and each check by name", async () => {
    const service = await loopback({ "/readyz": ready("aa") });
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const env = {
      BOTTRADER_HOME: folder(),
      DATABASE_URL: await seed("1009.53975"),
      PAPER_STARTING_CASH: "1000",
      WEBHOOK_URL: service.url,
      SIGHOOK_URL: service.url,
    };
    const run = await cli(["doctor", "--json"], { root, env });
    const { checks, healthy } = JSON.parse(run.stdout) as {
      checks: { name: string; holds: boolean }[];
      healthy: boolean;
    };
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    expect({ code: run.code, healthy }).toEqual({ code: 0, healthy: true });
    expect(checks.map(({ name }) => name)).toEqual([
      "order manager",
      "order manager: queue",
      "signal service",
      "signal service: queue",
      "same configuration",
      "locks on entries",
      "migrations",
      "database",
      "positions protected (I1)",
      "orders resolved",
      "sells matched (P25)",
      "intents delivered",
      "equity identity (I6)",
    ]);
  });

  test("what does not hold is exit code 3 and says why", async () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const notReady = {
      status: 503,
      body: { ready: false, dependencies: [{ name: "queue", ok: false, detail: "ECONNREFUSED" }] },
    };
    const [webhook, sighook] = await Promise.all([
      loopback({ "/readyz": notReady }),
      loopback({ "/readyz": ready("bb") }),
    ]);
    const url = await seed("1");
    const database = openDatabase(url, { poolMax: 1, onError: () => {} });
    await database.trade.transact((tx) =>
      tx.savePosition(samplePosition(1, { positionId: "naked", protection: "none", stop: null })),
    );
    await database.close();
    const env = { BOTTRADER_HOME: folder(), DATABASE_URL: url, WEBHOOK_URL: webhook.url, SIGHOOK_URL: sighook.url };
    const run = await cli(["doctor"], { root, env });
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/BROKEN +order manager +not ready \(503\)/);
    expect(run.stdout).toMatch(/BROKEN +order manager: queue +ECONNREFUSED/);
    expect(run.stdout).toMatch(/BROKEN +positions protected \(I1\) +1 of 1 open positions have no stop/);
    expect(run.stdout).toMatch(/BROKEN +equity identity \(I6\)/);
    expect(run.faults[0]).toMatch(/^4 of \d+ checks do not hold$/);
  });

  test("a database without tables, or none that answers, is a check that does not hold", async () => {
    const service = await loopback({ "/readyz": ready("aa") });
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const env = { BOTTRADER_HOME: folder(), WEBHOOK_URL: service.url };
    const empty = await cli(["doctor"], { root, env: { ...env, DATABASE_URL: await postgres.empty() } });
    expect(empty.code).toBe(3);
    expect(empty.stdout).toMatch(/BROKEN +migrations/);
    const dead = await cli(["doctor"], { root, env: { ...env, DATABASE_URL: "postgres://127.0.0.1:9/x" } });
    expect(dead.code).toBe(3);
    expect((await cli(["doctor"], { root, env })).stdout).toContain("neither DATABASE_URL nor the running system");
  });
});
