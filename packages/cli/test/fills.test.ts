import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { allocateFifo, Decimal, type LedgerFill, price, qty } from "@bottrader/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cli, folder } from "./harness.ts";

const HEADER = "trade_id,order_id,symbol,side,price,size,fee,fee_currency,timestamp_ms";

/** Two buys and one sell of three: 100 at 10 and 50 at 11, of which 120 go at 12. */
const STORY = `${HEADER}
1,o1,ETH/USD,buy,10,100,1,USD,1700000000000
2,o2,ETH/USD,buy,11,50,0.55,USD,1700000060000
3,o3,ETH/USD,sell,12,120,1.44,USD,1700000120000
`;

describe("fifo", () => {
  test("tells every allocation, lot and total exactly, and nothing more", async () => {
    const run = await cli(["fifo", "--fills", "fills.csv", "--json"], { cwd: folder({ "fills.csv": STORY }) });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    // First lot: cost 1001, proceeds 1200, fee 1.44 · 100/120 = 1.2; second: cost 220.22, proceeds 240, fee 0.24
    expect(JSON.parse(run.stdout)).toEqual({
      allocations: [
        {
          sellTradeId: "3",
          buyTradeId: "1",
          symbol: "ETH/USD",
          size: "100",
          costBasis: "1001",
          proceeds: "1200",
          netProceeds: "1198.8",
          fees: "2.2",
          pnl: "197.8",
          buyTime: "2023-11-14T22:13:20.000Z",
          sellTime: "2023-11-14T22:15:20.000Z",
        },
        {
          sellTradeId: "3",
          buyTradeId: "2",
          symbol: "ETH/USD",
          size: "20",
          costBasis: "220.22",
          proceeds: "240",
          netProceeds: "239.76",
          fees: "0.46",
          pnl: "19.54",
          buyTime: "2023-11-14T22:14:20.000Z",
          sellTime: "2023-11-14T22:15:20.000Z",
        },
      ],
      unmatched: [],
      lots: [{ buyTradeId: "2", symbol: "ETH/USD", size: "30", costBasis: "330.33" }],
      realizedPnl: { "ETH/USD": "217.34" },
      totalPnl: "217.34",
    });
  });

  test("a sell without a buy is told as unmatched, in the result and beside it (P25)", async () => {
    const cwd = folder({ "fills.csv": `${HEADER}\n9,o9,ETH/USD,sell,12,5,0,USD,1700000000000\n` });
    const run = await cli(["fifo", "--fills", "fills.csv", "--json"], { cwd });
    expect(JSON.parse(run.stdout)).toMatchObject({
      allocations: [],
      unmatched: [{ sellTradeId: "9", symbol: "ETH/USD", size: "5" }],
      totalPnl: "0",
    });
    expect(run.stderr).toContain("no buy for all they sold: 1");
    expect((await cli(["fifo", "--fills", "fills.csv"], { cwd })).stdout).toContain("Unmatched sells");
  });

  test("symbols of different quote currencies have no total", async () => {
    const cwd = folder({ "fills.csv": `${STORY}4,o4,ETH/BTC,buy,0.05,1,0,BTC,1700000180000\n` });
    const run = await cli(["fifo", "--fills", "fills.csv", "--json"], { cwd });
    expect(JSON.parse(run.stdout)).toMatchObject({ totalPnl: null });
  });

  test("a gzipped file, a byte order mark and Windows line ends are read", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "fills.csv.gz"), gzipSync(`\uFEFF${STORY.replaceAll("\n", "\r\n")}`));
    const run = await cli(["fifo", "--fills", "fills.csv.gz", "--json"], { cwd });
    expect(JSON.parse(run.stdout)).toMatchObject({ totalPnl: "217.34" });
  });

  test("the order of the lines does not matter, and the totals are the ledger's own", async () => {
    const fill = fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      price: fc.integer({ min: 1, max: 9_999 }),
      size: fc.integer({ min: 1, max: 99 }),
      atMs: fc.integer({ min: 0, max: 1_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fill, { maxLength: 30 }), fc.integer(), async (fills, seed) => {
        const lines = fills.map(
          (one, id) => `${id},o${id},A/USD,${one.side},${one.price},${one.size},0,USD,${one.atMs}`,
        );
        const shuffled = lines.toSorted((a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7));
        const cwd = folder({ "a.csv": [HEADER, ...lines].join("\n"), "b.csv": [HEADER, ...shuffled].join("\n") });
        const [inOrder, outOfOrder] = await Promise.all([
          cli(["fifo", "--fills", "a.csv", "--json"], { cwd }),
          cli(["fifo", "--fills", "b.csv", "--json"], { cwd }),
        ]);
        expect(outOfOrder.stdout).toBe(inOrder.stdout);
        const ledger = allocateFifo(fills.map(ledgerFill));
        const own = ledger.ok ? ledger.value.totalPnl?.toFixed() : null;
        expect(JSON.parse(inOrder.stdout)).toMatchObject({ totalPnl: own });
      }),
      { numRuns: 25 },
    );
  });
});

const ledgerFill = (
  one: { side: "buy" | "sell"; price: number; size: number; atMs: number },
  id: number,
): LedgerFill => ({
  tradeId: String(id),
  orderId: `o${id}`,
  symbol: "A/USD",
  side: one.side,
  price: price(one.price),
  size: qty(one.size),
  fee: new Decimal(0),
  feeCurrency: "USD",
  timestampMs: one.atMs,
});

describe("a faulty file of fills", () => {
  const faultsOf = async (text: string): Promise<readonly string[]> => {
    const run = await cli(["fifo", "--fills", "fills.csv"], { cwd: folder({ "fills.csv": text }) });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    return run.faults;
  };

  test("is refused with line, field and what is allowed, all at once", async () => {
    const faults = await faultsOf(`${STORY}\n4,,ETHUSD,byu,0,-1,x,,1e3\n5,o5\n"6",o,A/B,buy,1,1,0,B,1\n`);
    expect(faults).toEqual([
      'fills.csv:6: order_id must be 1 to 200 characters, not ""',
      'fills.csv:6: symbol must be a pair such as BTC/USD, not "ETHUSD"',
      'fills.csv:6: side must be buy or sell, not "byu"',
      'fills.csv:6: price must be a decimal above 0 with at most 18 places, not "0"',
      'fills.csv:6: size must be a decimal above 0 with at most 18 places, not "-1"',
      'fills.csv:6: fee must be a decimal with at most 18 places, negative for a rebate, not "x"',
      'fills.csv:6: fee_currency must be a currency such as USD, not ""',
      'fills.csv:6: timestamp_ms must be whole Unix milliseconds, not "1e3"',
      "fills.csv:7: has 2 fields in place of 9",
      "fills.csv:8: quoted fields are not read: write plain values",
    ]);
  });

  test("without its header is refused at line 1, however long it is", async () => {
    const faults = await faultsOf("a,b\n".repeat(1_000));
    expect(faults).toEqual([`fills.csv:1: the header must be ${HEADER}`]);
    expect(await faultsOf("")).toEqual([`fills.csv:1: the file is empty; the header must be ${HEADER}`]);
  });

  test("that is wrong throughout is told by its first faults and their number", async () => {
    const faults = await faultsOf(`${HEADER}\n${"x\n".repeat(100)}`);
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe("fills.csv: and 80 more faults");
  });

  test("with more decimal places than the ledger keeps is refused, not rounded (P82)", async () => {
    const [fault] = await faultsOf(`${HEADER}\n1,o,A/B,buy,0.0000000000000000001,1,0,B,1\n`);
    expect(fault).toContain("at most 18 places");
  });

  test("with two stories of one trade is refused by the ledger, naming the trade", async () => {
    const [fault] = await faultsOf(`${HEADER}\n1,o,A/B,buy,1,1,0,B,1\n1,o,A/B,buy,2,1,0,B,1\n`);
    expect(fault).toBe("fills.csv: trade 1 of A/B: FILL_CONTRADICTS_ITSELF");
  });

  test.each(["missing.csv", "missing.csv.gz"])("that is not there is told (%s)", async (name) => {
    const run = await cli(["fifo", "--fills", name], { cwd: folder() });
    expect(run.code).toBe(1);
    expect(run.faults[0]).toContain("ENOENT");
  });
});
