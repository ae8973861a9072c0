import { describe, expect, test } from "vitest";
import { cli, folder } from "./harness.ts";

/*
 * The predecessor's nine round trips of 21–22 December as a file of fills. The results are those of its review, in cents, the crumb's
 * just above zero; what the prices gave and the result did not is the fee, booked on the sell:
 *
 *   ZKP  195.0  0.1540 → 0.1544:  0.07800 − 0.06800 =  0.01    ZKP 160.6  0.1888 → 0.1910:  0.35332 − 0.16332 =  0.19
 *   AVNT 106.6  0.3663 → 0.2821: −8.97572 − 0.07428 = −9.05    ZKP   0.2  0.1888 → 0.1958:  0.00140 − 0.00040 =  0.001
 *   MLN    6.3  4.9533 → 4.7800: −1.09179 − 0.07821 = −1.17    ZKP 158.4  0.1906 → 0.1899: −0.11088 − 0.05912 = −0.17
 *   ZKP  181.8  0.1657 → 0.1598: −1.07262 − 0.08738 = −1.16    ZKP 157.7  0.1911 → 0.1943:  0.50464 − 0.14464 =  0.36
 *   ZKP  157.2  0.1917 → 0.1894: −0.36156 − 0.07844 = −0.44
 */
const ROUND_TRIPS = [
  ["ZKP", "195.0", "0.1540", "0.1544", "0.068"],
  ["AVNT", "106.6", "0.3663", "0.2821", "0.07428"],
  ["MLN", "6.3", "4.9533", "4.7800", "0.07821"],
  ["ZKP", "181.8", "0.1657", "0.1598", "0.08738"],
  ["ZKP", "157.2", "0.1917", "0.1894", "0.07844"],
  ["ZKP", "160.6", "0.1888", "0.1910", "0.16332"],
  ["ZKP", "0.2", "0.1888", "0.1958", "0.0004"],
  ["ZKP", "158.4", "0.1906", "0.1899", "0.05912"],
  ["ZKP", "157.7", "0.1911", "0.1943", "0.14464"],
] as const;

const DAY_MS = Date.UTC(2025, 11, 21);
const HOUR_MS = 3_600_000;

const fillsFile = (): string =>
  [
    "trade_id,order_id,symbol,side,price,size,fee,fee_currency,timestamp_ms",
    ...ROUND_TRIPS.flatMap(([base, size, bought, sold, fee], index) => [
      `b${index},buy${index},${base}/USD,buy,${bought},${size},0,USD,${DAY_MS + index * HOUR_MS}`,
      `s${index},sell${index},${base}/USD,sell,${sold},${size},${fee},USD,${DAY_MS + index * HOUR_MS + HOUR_MS / 2}`,
    ]),
    "",
  ].join("\n");

const report = async (...options: readonly string[]): Promise<string> => {
  const run = await cli(["report", "--fills", "fills.csv", ...options], { cwd: folder({ "fills.csv": fillsFile() }) });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout;
};

type Figures = {
  readonly metrics: Readonly<Record<string, unknown>> & { readonly ci95: { readonly winRate: readonly number[] } };
  readonly trades: readonly { readonly pnl: string }[];
};
const figures = async (...options: readonly string[]): Promise<Figures> =>
  JSON.parse(await report("--json", ...options)) as Figures;

describe("the predecessor's performance review through report --fills", () => {
  test("gives each round trip's result to the cent", async () => {
    const { trades } = await figures();
    expect(trades.map(({ pnl }) => Number(pnl).toFixed(2))).toEqual([
      "0.01",
      "-9.05",
      "-1.17",
      "-1.16",
      "-0.44",
      "0.19",
      "0.00",
      "-0.17",
      "0.36",
    ]);
  });

  test("with dust: 4 wins, 5 losses, 44.4 %, 0.14, −2.40, 0.047", async () => {
    const { metrics } = await figures("--include-dust");
    expect(metrics).toMatchObject({
      trades: 9,
      wins: 4,
      losses: 5,
      breakEven: 0,
      avgWin: "0.14025",
      avgLoss: "-2.398",
    });
    expect(metrics["winRate"]).toBeCloseTo(4 / 9, 12);
    expect(metrics["profitFactor"]).toBeCloseTo(0.561 / 11.99, 12);
  });

  test("without dust: 3 of 8, while the total is still the ledger's (P18)", async () => {
    const { metrics } = await figures();
    expect(metrics).toMatchObject({ trades: 8, wins: 3, losses: 5, winRate: 0.375, totalPnl: "-11.429" });
  });

  test("says not enough trades and shows the interval, which 24.3 % lies inside of", async () => {
    for (const dust of [[], ["--include-dust"]]) {
      const { metrics } = await figures(...dust);
      expect(metrics["enoughTrades"]).toBe(false);
      const [low = 1, high = 0] = metrics.ci95.winRate;
      expect(low).toBeLessThan(0.243);
      expect(high).toBeGreaterThan(0.243);
    }
  });

  test("shows people the same, as text and as a page", async () => {
    const text = await report("--include-dust");
    expect(text).toContain("not enough trades");
    expect(text).toMatch(/wins \/ losses \/ break-even +4 \/ 5 \/ 0/);
    expect(text).toMatch(/win rate +44\.4 % +18\.9 % … 73\.3 %/);
    expect(text).toMatch(/average win +0\.14\n/);
    expect(text).toMatch(/average loss +-2\.40\n/);
    expect(text).toMatch(/profit factor +0\.047 /);
    expect(await report()).toMatch(/win rate +37\.5 % +13\.7 % … 69\.4 %/);
    const page = await report("--include-dust", "--format", "html");
    expect(page).toContain("not enough trades");
    expect(page).toMatch(/<td>win rate<\/td><td class="n">44\.4 %<\/td><td class="n">18\.9 % … 73\.3 %<\/td>/);
  });

  test("what counts as dust without an exchange's minimum is said, and may be chosen", async () => {
    expect(await report()).toContain("Sells of less than 1 USD in all are dust (--dust-below).");
    expect((await figures("--dust-below", "0.03")).metrics).toMatchObject({ trades: 9 });
    expect((await figures("--dust-below", "0")).metrics).toMatchObject({ trades: 9 });
    // MLN sold 6.3 at 4.78 = 30.11, ZKP 157.2 at 0.1894 = 29.77
    expect((await figures("--dust-below", "30")).metrics).toMatchObject({ trades: 6 });
  });
});
