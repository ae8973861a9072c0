import { price, quote } from "@bottrader/core";
import type { TradeRecord } from "@bottrader/ports";
import {
  bookBuy,
  bookSell,
  SAMPLE_SNAPSHOT_ID,
  SAMPLE_TIME_MS,
  sampleExitOrder,
  samplePosition,
  sampleTrade,
} from "@bottrader/ports/conformance";
import { openDatabase } from "@bottrader/store-prisma";
import { usePostgres } from "@bottrader/testkit";
import { describe, expect, test } from "vitest";
import { cli, folder } from "./harness.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);

/** One round trip an hour for two days: on the first of ten `wins[0]` win 1, on the second `wins[1]`; the others lose 1. */
function fills(wins: readonly [number, number]): string {
  const lines = wins.flatMap((winsOfTen, day) =>
    Array.from({ length: 40 }, (_, index) => {
      const atMs = FIRST_DAY_MS + day * DAY_MS + index * 1_000_000;
      const sold = index % 10 < winsOfTen ? 101 : 99;
      const id = `${day}-${index}`;
      return [
        `b${id},b${id},BTC/USD,buy,100,1,0,USD,${atMs}`,
        `s${id},s${id},BTC/USD,sell,${sold},1,0,USD,${atMs + 1_000}`,
      ];
    }).flat(),
  );
  return ["trade_id,order_id,symbol,side,price,size,fee,fee_currency,timestamp_ms", ...lines, ""].join("\n");
}

const SECOND_WITH_FIRST = ["--since", "2026-01-02", "--compare-until", "2026-01-02"];

type Side = { readonly label: string; readonly metrics: { readonly trades: number; readonly winRate: number } };
type Comparison = {
  readonly first: Side;
  readonly second: Side;
  readonly differences: readonly {
    readonly metric: string;
    readonly delta: number | string | null;
    readonly ci95: readonly (number | string | null)[] | null;
    readonly distinguishable: boolean;
  }[];
};
const comparisonOf = (stdout: string): Comparison => (JSON.parse(stdout) as { comparison: Comparison }).comparison;

describe("two periods", () => {
  const compare = (wins: readonly [number, number], ...options: readonly string[]) =>
    cli(["report", "--fills", "fills.csv", ...SECOND_WITH_FIRST, ...options], {
      cwd: folder({ "fills.csv": fills(wins) }),
    });

  test("far apart: the difference, its interval, and that chance did not make it", async () => {
    const run = await compare([2, 8], "--json");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { first, second, differences } = comparisonOf(run.stdout);
    expect(first).toMatchObject({
      label: "the beginning to 2026-01-02T00:00:00.000Z",
      metrics: { trades: 40, winRate: 0.2 },
    });
    expect(second).toMatchObject({
      label: "2026-01-02T00:00:00.000Z to now",
      metrics: { trades: 40, winRate: 0.8 },
    });
    expect(differences.map(({ metric }) => metric)).toEqual(["winRate", "expectancy", "profitFactor", "maxDrawdown"]);
    const [winRate, expectancy, , drawdown] = differences;
    expect(winRate?.delta).toBeCloseTo(0.6, 12);
    expect(winRate).toMatchObject({ distinguishable: true });
    expect(expectancy).toMatchObject({ delta: "1.2", distinguishable: true });
    // A file of fills does not say what the account began with
    expect(drawdown).toMatchObject({ delta: null, ci95: null, distinguishable: false });
  });

  test("alike: an interval around 0, not distinguishable", async () => {
    const { differences } = comparisonOf((await compare([5, 6], "--json")).stdout);
    expect(differences.some(({ distinguishable }) => distinguishable)).toBe(false);
    const [low, high] = differences[0]?.ci95 ?? [];
    expect(Number(low)).toBeLessThan(0);
    expect(Number(high)).toBeGreaterThan(0);
  });

  test("for people, as text and as a page, with both sides beside each other", async () => {
    const { stdout } = await compare([2, 8]);
    expect(stdout).toMatch(/win rate +20\.0 % +80\.0 % +60\.0 % +\d+\.\d % … \d+\.\d % +yes/);
    expect(stdout).toContain("Distinguishable from chance: 3 of 4.");
    expect((await compare([2, 8], "--format", "html")).stdout).toContain("<h2>Comparison</h2>");
  });

  test("too few trades on a side are said to be too few", async () => {
    const cwd = folder({ "fills.csv": fills([2, 8]) });
    const argv = ["report", "--fills", "fills.csv", "--since", "2026-01-02", "--until", "2026-01-02T01:00:00Z"];
    const { stdout } = await cli([...argv, "--compare-until", "2026-01-02"], { cwd });
    expect(stdout).toContain("not enough trades: 2026-01-02T00:00:00.000Z to 2026-01-02T01:00:00.000Z");
    expect(stdout).toContain("Distinguishable from chance: 0 of 4.");
  });
});

test("what cannot be compared is refused with every reason at once", async () => {
  const cwd = folder({ "fills.csv": fills([2, 8]) });
  const faultsOf = async (...options: readonly string[]) => {
    const run = await cli(["report", ...options], { cwd });
    return run.code === 2 ? run.faults : [`exit code ${run.code}`];
  };
  expect(await faultsOf("--since", "2026-01-02", "--compare-since", "2026-01-01")).toEqual([
    "the two periods overlap: give --since and --until apart from --compare-*",
  ]);
  expect(await faultsOf("--compare-snapshot", "a,a")).toEqual([
    '--compare-snapshot must be two configuration hashes such as a1b2,c3d4, not "a,a"',
  ]);
  expect(await faultsOf("--fills", "fills.csv", "--format", "csv", ...SECOND_WITH_FIRST, "--dust-below", "-1")).toEqual(
    [
      "--format csv lists trades: a comparison needs text, json or html",
      '--dust-below must be an amount such as 1 or 0.0001, not "-1"',
    ],
  );
  expect(await faultsOf("--compare-snapshot", "a,b", "--compare-until", "2026-01-01", "--dust-below", "1")).toEqual([
    "compare either two periods or two snapshots, not both",
    "--dust-below is for --fills: the database knows the exchange's minimum",
  ]);
  expect(await faultsOf("--compare-since", "2026-01-02", "--compare-until", "2026-01-01")).toContain(
    "--compare-until must be later than --compare-since",
  );
});

const postgres = usePostgres();

/** Trades sold at 110, of which the first two were decided at a bid of 95, the third by a stop at 112; two snapshots. */
async function seed(): Promise<Readonly<Record<string, string>>> {
  const url = await postgres.fresh();
  const database = openDatabase(url, { poolMax: 2, onError: () => {} });
  await database.snapshots.save(SAMPLE_SNAPSHOT_ID, { sample: true }, SAMPLE_TIME_MS);
  await database.snapshots.save("bbbb000000000000", { sample: false }, SAMPLE_TIME_MS);
  await database.trade.transact(async (tx) => {
    for (const [number, more] of TRADES) {
      await bookBuy(tx, number);
      await bookSell(tx, number + 1);
      const { positionId, entryIntentId } = samplePosition(number);
      const closedAtMs = SAMPLE_TIME_MS + number * 60_000;
      await tx.savePosition(
        samplePosition(number, { state: "closed", closedAtMs, exitReason: "HARD_STOP", entryIntentId }),
      );
      if (more.exitReason === "BRACKET_SL") {
        const stop = sampleExitOrder(number + 1, { leg: "stop", type: "stop", stopPrice: price("112") });
        await tx.updateOrder({ ...stop, state: "filled" }, "fill");
      }
      await tx.saveTrade(sampleTrade(number + 1, { positionId, exitAtMs: closedAtMs, ...more }));
    }
  });
  await database.close();
  return { DATABASE_URL: url, PAPER_STARTING_CASH: "1000" };
}

const TRADES: readonly (readonly [number, Partial<TradeRecord>])[] = [
  [1, { mae: 0.02 }],
  [3, { mae: 0.04, snapshotId: "bbbb000000000000" }],
  [5, { mae: null, pnl: quote("-2"), exitReason: "BRACKET_SL", snapshotId: "bbbb000000000000" }],
];

describe("on the database", () => {
  test("two snapshots are compared, each by the beginning of its hash", async () => {
    const env = await seed();
    const run = await cli(["report", "--json", "--compare-snapshot", `${SAMPLE_SNAPSHOT_ID},bbbb`], { env });
    expect(run.faults).toEqual([]);
    const { first, second, differences } = comparisonOf(run.stdout);
    expect(first).toMatchObject({ label: SAMPLE_SNAPSHOT_ID, metrics: { trades: 1, winRate: 1 } });
    expect(second).toMatchObject({ label: "bbbb000000000000", metrics: { trades: 2, winRate: 0.5 } });
    expect(differences[0]).toMatchObject({ metric: "winRate", delta: -0.5, distinguishable: false });
    const unknown = await cli(["report", "--compare-snapshot", "cccc,bbbb"], { env });
    expect(unknown.code).toBe(1);
    expect(unknown.faults[0]).toContain(`no snapshot is cccc; the trades have bbbb000000000000, ${SAMPLE_SNAPSHOT_ID}`);
  });

  test("each exit reason has its excursions and what it lost between decision and fill (P44)", async () => {
    const env = await seed();
    const run = await cli(["report", "--json"], { env });
    const { exits } = JSON.parse(run.stdout) as { exits: readonly unknown[] };
    expect(exits).toEqual([
      expect.objectContaining({
        exitReason: "BRACKET_SL",
        mae: null,
        slippage: { trades: 1, mean: 2 / 112, largest: 2 / 112 },
      }),
      expect.objectContaining({
        exitReason: "HARD_STOP",
        trades: 2,
        mae: { trades: 2, mean: 0.03, largest: 0.04 },
        slippage: { trades: 2, mean: -15 / 95, largest: -15 / 95 },
      }),
    ]);
    const { stdout } = await cli(["report"], { env });
    expect(stdout).toMatch(/HARD_STOP +2 +4\.77 +3\.000 % +4\.000 % +10\.000 % +10\.000 % +-15\.789 % +-15\.789 %/);
    expect(stdout).toMatch(/BRACKET_SL +1 +-2\.00 +n\/a +n\/a .* 1\.786 % +1\.786 %/);
  });
});
