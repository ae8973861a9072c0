import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { seededRandom } from "@bottrader/core";
import { candleSeries } from "@bottrader/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { describeCandleFileFault, openRecordedCandles, readCandleFile } from "../../src/index.ts";
import {
  candleText,
  closesOf,
  collect,
  folderOf,
  HEADER,
  MINUTE_MS,
  noFees,
  realData,
  removeFolder,
  row,
  rows,
  START_MS,
  upTo,
} from "./candle-files.ts";

const never = new AbortController().signal;
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map(removeFolder));
});

async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const dir = await folderOf(files);
  folders.push(dir);
  return dir;
}

async function open(files: Readonly<Record<string, string | Uint8Array>>, timeframe?: string) {
  const opened = await openRecordedCandles({
    dir: await folder(files),
    fees: noFees,
    ...(timeframe === undefined ? {} : { timeframe }),
  });
  if (!opened.ok) throw new Error(opened.error.map(describeCandleFileFault).join("\n"));
  return opened.value;
}

/** The faults of a folder, each as one line. */
async function faultsOf(files: Readonly<Record<string, string | Uint8Array>>, timeframe?: string): Promise<string[]> {
  const opened = await openRecordedCandles({
    dir: await folder(files),
    fees: noFees,
    ...(timeframe === undefined ? {} : { timeframe }),
  });
  return opened.ok ? [] : opened.error.map(describeCandleFileFault);
}

const BTC = "BINANCE_BTC-USDT_1m.csv";
const ETH = "BINANCE_ETH-USDT_1m.csv";

describe("a good recording", () => {
  test("symbols are merged by closing time, gaps stay gaps and are counted", async () => {
    const source = await open({ [BTC]: rows([0, 1, 2, 5, 6]), [`${ETH}.gz`]: rows([1, 2, 3, 9]) });
    const batches = await collect(source.batches(0, never));
    expect(closesOf(batches).map((ms) => (ms - START_MS) / MINUTE_MS)).toEqual([1, 2, 3, 4, 6, 7, 10]);
    expect(batches.map((batch) => batch.bars.map((bar) => bar.symbol))).toEqual([
      ["BTC/USDT"],
      ["BTC/USDT", "ETH/USDT"],
      ["BTC/USDT", "ETH/USDT"],
      ["ETH/USDT"],
      ["BTC/USDT"],
      ["BTC/USDT"],
      ["ETH/USDT"],
    ]);
    expect(source.batchesTotal).toBe(7);
    expect(source.gaps).toEqual([
      { symbol: "BTC/USDT", timeframe: "1m", rows: 5, gaps: 1, missingRows: 2, longestGapRows: 2 },
      { symbol: "ETH/USDT", timeframe: "1m", rows: 4, gaps: 1, missingRows: 5, longestGapRows: 5 },
    ]);
    expect([source.startMs, source.endMs]).toEqual([START_MS, START_MS + 10 * MINUTE_MS]);
  });

  test("batches go on after the given moment, history ends at it, and the two never overlap", async () => {
    const source = await open({ [BTC]: rows([0, 1, 2, 5, 6]), [ETH]: rows([1, 2, 3, 9]) });
    const all = await collect(source.batches(0, never));
    for (const batch of all) {
      const before = await collect(source.history(batch.closeTimeMs, 3));
      const after = await collect(source.batches(batch.closeTimeMs, never));
      expect(closesOf([...before, ...after])).toEqual(closesOf(all).slice(-after.length - before.length));
      expect(before.at(-1)).toEqual(batch);
      expect(before.length).toBe(Math.min(3, all.indexOf(batch) + 1));
    }
    expect(await collect(source.history(START_MS, 5))).toEqual([]);
    expect(await collect(source.history(START_MS + 4.5 * MINUTE_MS, 1))).toEqual([all[3]]);
  });

  test("increments come from the decimals seen over the whole file, the least value from the exchange", async () => {
    const text = [HEADER, row(0, "10,12.0,9.5,11,3"), row(1, "10.25,12,9,11.500,0.00500")].join("\n");
    const [binance] = (await open({ [BTC]: text })).markets;
    expect([binance?.tick.toFixed(), binance?.step.toFixed(), binance?.sizeMin.toFixed()]).toEqual([
      "0.01",
      "0.001",
      "0.001",
    ]);
    expect(binance?.notionalMin.toFixed()).toBe("10");
    const [coinbase] = (await open({ "COINBASE_BTC-USD_1m.csv": text })).markets;
    expect([coinbase?.symbol, coinbase?.base, coinbase?.quote]).toEqual(["BTC/USD", "BTC", "USD"]);
    expect(coinbase?.notionalMin.toFixed()).toBe("1");
  });

  test("a volume of zero with many decimals says nothing of the increment, wherever the file is cut into pieces", async () => {
    const text = [HEADER, ...upTo(20_000).map((index) => row(index, "10,12,9.5,11,0.000000"))].join("\n");
    expect((await open({ [BTC]: text })).markets[0]?.step.toFixed()).toBe("1");
  });

  test("a coarser timeframe is aggregated, and its last bar counts only when the recording has passed its end", async () => {
    const source = await open({ [BTC]: rows(upTo(12)), [ETH]: rows([0, 1, 2, 4, 5, 6]) }, "5m");
    const bars = await collect(source.batches(0, never));
    // The start lies on the grid of five minutes plus two: the first, cut-off interval of each symbol is left out.
    expect(source.timeframe).toBe("5m");
    expect(bars.length).toBe(source.batchesTotal);
    for (const batch of bars) expect(batch.closeTimeMs % (5 * MINUTE_MS)).toBe(0);
    expect(bars.flatMap((batch) => batch.bars.map((bar) => bar.symbol))).toEqual(["BTC/USDT", "ETH/USDT"]);
    expect(bars[0]?.bars[0]?.candle).toMatchObject({ open: 10, high: 12, low: 9.5, close: 11, volume: 15 });
  });

  test("several timeframes: the finest without a wish, the exact file with one, else the coarsest that divides", async () => {
    const coarse = [HEADER, `${START_MS - 120_000},10,12,9.5,11,3`].join("\n");
    const files = { [BTC]: rows(upTo(20)), "BINANCE_BTC-USDT_5m.csv": coarse };
    expect((await open(files)).timeframe).toBe("1m");
    expect((await open(files, "5m")).gaps[0]?.timeframe).toBe("5m");
    expect((await open(files, "15m")).gaps[0]?.timeframe).toBe("5m");
    expect((await open(files, "3m")).gaps[0]?.timeframe).toBe("1m");
  });

  test("byte order mark, CRLF, blank last lines, a missing last line end and exponents are read", async () => {
    const text = `\uFEFF${rows([0, 1]).replaceAll("\n", "\r\n")}\r\n${row(2, "1e1,1.2e+1,95e-1,11,3E0")}\r\n\r\n`;
    const expected = (await collect((await open({ [BTC]: rows([0, 1, 2]) })).batches(0, never)))[2];
    const [, , last] = await collect((await open({ [BTC]: text })).batches(0, never));
    expect(last).toEqual(expected);
  });

  test("every number is read to the nearest float64, wherever the file is cut into pieces", async () => {
    const random = seededRandom(7);
    const numbers = upTo(20_000).map(() =>
      (random() * 10 ** Math.floor(random() * 12 - 6)).toFixed(Math.floor(random() * 20)),
    );
    const prices = numbers.map((text) => (Number(text) > 0 ? text : "1"));
    const text = [HEADER, ...prices.map((text, index) => row(index, `${text},${text},${text},${text},${text}`))].join(
      "\n",
    );
    const path = join(await folder({ [`${BTC}.gz`]: text }), `${BTC}.gz`);
    const file = await readCandleFile(path);
    if (!file.ok) throw new Error("the file is good");
    const read: number[] = [];
    for await (const candle of file.value.candles()) read.push(candle.close);
    expect(read).toEqual(prices.map(Number));
  });

  test("an aborted run ends at once", async () => {
    const source = await open({ [BTC]: rows(upTo(500)) });
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const batch of source.batches(0, stop.signal)) {
      seen.push(batch.closeTimeMs);
      if (seen.length === 3) stop.abort();
    }
    expect(seen.length).toBe(3);
  });
});

describe("a faulty recording is refused with every fault", () => {
  const oneRow = (text: string) => ({ [BTC]: `${HEADER}\n${row(0)}\n${text}\n${row(9)}\n` });

  test.each([
    ["seconds for milliseconds", "1600000080,10,12,9,11,3", "timestamp_ms 1600000080 looks like seconds"],
    ["microseconds", "1600000080000000,10,12,9,11,3", "timestamp_ms 1600000080000000 looks like microseconds"],
    ["a time off the grid", `${START_MS + 61_000},10,12,9,11,3`, "is not on the grid of 60000 ms"],
    [
      "a repeated time",
      row(0),
      "timestamp_ms 1600000020000 is the time of a row before; allowed: more than 1600000020000",
    ],
    ["disorder", row(-1), "timestamp_ms 1599999960000 is earlier than 1600000020000"],
    ["no time", ",10,12,9,11,3", 'timestamp_ms "" is not a number'],
    ["NaN", row(1, "10,NaN,9,11,3"), 'high "NaN" is not a number; allowed: a plain decimal above 0'],
    ["a negative price", row(1, "-10,12,9,11,3"), 'open "-10" is not a number; allowed: a plain decimal above 0'],
    ["a zero price", row(1, "10,12,0,11,3"), "low 0 is not a positive price; allowed: a plain decimal above 0"],
    ["a high below the close", row(1, "10,10.5,9,11,3"), "high 10.5 is below another price of the bar"],
    ["a low above the open", row(1, "10,12,10.5,11,3"), "low 10.5 is above another price of the bar"],
    [
      "a negative volume",
      row(1, "10,12,9,11,-3"),
      'volume "-3" is not a number; allowed: a plain decimal of at least 0',
    ],
    ["a missing column", row(1, "10,12,9,11"), "columns are 5"],
    ["a column too many", row(1, "10,12,9,11,3,4"), "columns are 7"],
    ["a price beyond float64", row(1, "10,1e999,9,11,3"), "high Infinity is not a positive price"],
    ["a row without end", "9".repeat(5_000), "row is longer than 1024 bytes"],
  ])("%s", async (_, text, expected) => {
    const faults = await faultsOf(oneRow(text));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`${BTC} line 3: `);
    expect(faults[0]).toContain(expected);
  });

  test("newest first is one fault, not one a row", async () => {
    expect(await faultsOf({ [BTC]: rows(upTo(50).reverse()) })).toEqual([
      `${BTC}: timestamp_ms falls in 49 rows: the file runs from the newest to the oldest; allowed: rows that rise in time, oldest first`,
    ]);
  });

  test("twenty faults of a file are told, the others are counted, other files are told too", async () => {
    const bad = [HEADER, ...upTo(30).map((index) => row(index, "0,12,9,11,3"))].join("\n");
    const faults = await faultsOf({ [BTC]: bad, [ETH]: `${rows([0])}\nnonsense` });
    expect(faults).toHaveLength(22);
    expect(faults[19]).toContain(`${BTC} line 21: open 0`);
    expect(faults[20]).toContain("rows have 10 more faults");
    expect(faults[21]).toContain(`${ETH} line 3: columns are 1`);
  });

  test("header, emptiness and gzip data", async () => {
    const packed = gzipSync(rows(upTo(2_000)));
    expect(await faultsOf({ [BTC]: "time,o,h,l,c,v\n1,2,3,4,5,6\n" })).toEqual([
      `${BTC} line 1: header is "time,o,h,l,c,v"; allowed: ${HEADER}`,
    ]);
    expect((await faultsOf({ [BTC]: "" }))[0]).toContain("file is empty");
    expect((await faultsOf({ [`${BTC}.gz`]: "" }))[0]).toContain("file is empty");
    expect((await faultsOf({ [BTC]: `${HEADER}\n` }))[0]).toContain("file has no row");
    expect((await faultsOf({ [`${BTC}.gz`]: packed.subarray(0, 900) }))[0]).toMatch(
      /line \d+: gzip data cannot be unpacked/,
    );
    expect((await faultsOf({ [`${BTC}.gz`]: Buffer.from("plain text") }))[0]).toContain("gzip data cannot be unpacked");
    expect((await faultsOf({ [`${BTC}.gz`]: Buffer.alloc(0) }))[0]).toContain(`${BTC}.gz`);
  });

  test("names, folders, and what may not be mixed", async () => {
    const good = rows([0]);
    expect((await faultsOf({ "btc.csv": good, [BTC]: good }))[0]).toContain("btc.csv: file name does not say");
    expect((await faultsOf({ "BINANCE_BTC-USDT_1y.csv": good }))[0]).toContain("faulty timeframe");
    expect((await faultsOf({ "README.md": "notes" }))[0]).toContain("folder has no candle file");
    expect((await faultsOf({ [BTC]: good, "KRAKEN_ETH-USDT_1m.csv": good }))[0]).toContain("exchange is kraken");
    expect((await faultsOf({ [BTC]: good, "BINANCE_ETH-USD_1m.csv": good }))[0]).toContain("quote is USD");
    expect((await faultsOf({ [BTC]: good, [`${BTC}.gz`]: good }))[0]).toContain("repeats BTC/USDT 1m");
    expect((await faultsOf({ [BTC]: good, "BINANCE_ETH-USDT_5m.csv": good }))[0]).toContain(
      "timeframe is 5m for ETH/USDT",
    );
    expect((await faultsOf({ "BINANCE_ETH-USDT_5m.csv": good }, "1m"))[0]).toContain("from which 1m cannot be made");
    expect((await faultsOf({ [BTC]: good }, "soon"))[0]).toContain('timeframe "soon" is not one');
    const missing = await openRecordedCandles({ dir: join(await folder({}), "nowhere"), fees: noFees });
    expect(missing.ok ? "" : describeCandleFileFault(missing.error[0] as never)).toContain(
      "folder cannot be read: ENOENT",
    );
  });

  test("a file that changes after it was checked stops the run", async () => {
    const dir = await folder({ [BTC]: rows(upTo(5)) });
    const opened = await openRecordedCandles({ dir, fees: noFees });
    await writeFile(join(dir, BTC), "broken");
    await expect(opened.ok && collect(opened.value.batches(0, never))).rejects.toThrow("changed while it was read");
    const file = await readCandleFile(join(dir, BTC));
    expect(file.ok).toBe(false);
  });
});

/** Dirty files as they were found on the web; on a clone that stands alone, small ones with the same defects. */
const DIRTY_DIR = realData("dirty");
const IMITATIONS: Readonly<Record<string, string>> = {
  "coinbase_btcusd_1h_shifted_timestamps.csv.gz": [
    "Timestamps are UTC timezone",
    "Unix Timestamp,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD",
    ...upTo(30).map((hour) => `${1_527_703_200 - hour * 3_600}.0,a date,BTCUSD,10,12,9,11,3,30`),
  ].join("\n"),
  "freqtrade_UNITTEST_BTC-1m.json.gz": JSON.stringify(
    [0, 1, 5, 6, 20].map((at) => [START_MS + at * MINUTE_MS, 2, 3, 1, 2, 1]),
  ),
  "gdax_ethusd_1h_outoforder.csv.gz": [
    "Date,Symbol,Open,High,Low,Close,Volume From,Volume To",
    "2017-12-15 02-AM,ETHUSD,10,12,9,11,3,30",
    "2017-12-15 01-AM,ETHUSD,10,12,9,11,3,30",
  ].join("\n"),
  "gemini_btcusd_1h_mixed_seconds_and_ms.csv.gz": [
    "Created on 05-18-2019",
    "Unix Timestamp,Date,Symbol,Open,High,Low,Close,Volume",
    ...upTo(30).map((hour) => `${1_558_137_600_000 - hour * 3_600_000},a date,BTCUSD,10,12,9,11,3`),
    "1507593600,a date,BTCUSD,10,12,9,11,3",
  ].join("\n"),
};

async function dirty(name: string): Promise<string> {
  if (DIRTY_DIR === null) return IMITATIONS[name] ?? "";
  return gunzipSync(await readFile(join(DIRTY_DIR, name))).toString("utf8");
}

describe("dirty files", () => {
  /** The rows of a foreign file in our columns, as somebody converting it in haste would write them. */
  function convert(text: string, columns: readonly number[]): string {
    const lines = text.split("\n").slice(2).filter(Boolean);
    return [HEADER, ...lines.map((line) => columns.map((at) => line.split(",")[at]).join(","))].join("\n");
  }

  test("as they were found: names and headers are refused", async () => {
    const opened = await openRecordedCandles({ dir: DIRTY_DIR ?? (await folder(IMITATIONS)), fees: noFees });
    const fields = opened.ok ? [] : opened.error.map((fault) => fault.field);
    expect(fields).toEqual(["file name", "file name", "file name", "file name", "folder"]);
    const text = await dirty("gdax_ethusd_1h_outoforder.csv.gz");
    expect((await faultsOf({ "COINBASE_ETH-USD_1h.csv": text }))[0]).toContain('header is "Date,Symbol,Open');
    const list = await dirty("freqtrade_UNITTEST_BTC-1m.json.gz");
    expect((await faultsOf({ "COINBASE_BTC-USD_1m.csv": list }))[0]).toContain("line 1: header is");
  });

  test("seconds and milliseconds mixed, zero prices", async () => {
    const text = await dirty("gemini_btcusd_1h_mixed_seconds_and_ms.csv.gz");
    const faults = await faultsOf({ "GEMINI_BTC-USD_1h.csv": convert(text, [0, 3, 4, 5, 6, 7]) });
    expect(faults[0]).toContain("the file runs from the newest to the oldest");
    expect(faults[1]).toContain("looks like seconds");
  });

  test("shifted times: seconds with a fraction", async () => {
    const text = await dirty("coinbase_btcusd_1h_shifted_timestamps.csv.gz");
    const faults = await faultsOf({ "COINBASE_BTC-USD_1h.csv": convert(text, [0, 3, 4, 5, 6, 7]) });
    expect(faults[0]).toContain("line 2: timestamp_ms 1527703200 looks like seconds");
    expect(faults).toHaveLength(21);
  });

  test("text times out of order", async () => {
    const text = await dirty("gdax_ethusd_1h_outoforder.csv.gz");
    const faults = await faultsOf({ "COINBASE_ETH-USD_1h.csv": convert(text, [0, 2, 3, 4, 5, 6]) });
    expect(faults[0]).toContain('line 2: timestamp_ms "2017-12-15 01-AM" is not a number');
  });

  test("a good file with many gaps is played, its gaps are counted", async () => {
    const parsed: readonly (readonly number[])[] = JSON.parse(await dirty("freqtrade_UNITTEST_BTC-1m.json.gz"));
    const times = parsed.map(([openTimeMs = 0]) => openTimeMs);
    const text = [HEADER, ...parsed.map((values) => values.join(","))].join("\n");
    const source = await open({ "TEST_UNITTEST-BTC_1m.csv": text });
    expect(source.gaps[0]).toMatchObject({
      rows: parsed.length,
      gaps: times.filter((ms, index) => index > 0 && ms - (times[index - 1] ?? 0) > MINUTE_MS).length,
      missingRows: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / MINUTE_MS + 1 - parsed.length,
    });
  });
});

/** Twelve symbols of one minute; made up, with the same gaps, on a clone that stands alone. */
async function minuteFolder(): Promise<string> {
  const real = realData("candles/binance-1m-2021");
  if (real !== null) return real;
  const names = upTo(12).map((index) => (index === 0 ? "BTC" : `COIN${index}`));
  const files = names.map((name, index) => {
    const candles = candleSeries({ seed: index, count: 23_040 });
    const kept = candles.filter(
      (_, minute) => minute < 5_000 || (minute >= 5_200 && minute < 9_000) || minute >= 9_234,
    );
    return [`BINANCE_${name}-USDT_1m.csv.gz`, candleText(kept)] as const;
  });
  return folder(Object.fromEntries(files));
}

test("a recording of twelve symbols: 434 missing minutes, two gaps, every bar once", async () => {
  const dir = await minuteFolder();
  const started = performance.now();
  const opened = await openRecordedCandles({ dir, fees: noFees });
  const openedAt = performance.now();
  if (!opened.ok) throw new Error("the recording is good");
  const source = opened.value;
  expect(source.exchange).toBe("binance");
  const btc = source.gaps.find((gap) => gap.symbol === "BTC/USDT");
  expect(btc).toMatchObject({ rows: 22_606, gaps: 2, missingRows: 434 });
  let bars = 0;
  let batches = 0;
  for await (const batch of source.batches(0, never)) {
    bars += batch.bars.length;
    batches += 1;
  }
  const speed = (ms: number) => `${Math.round(bars / ms)},000 bars/s`;
  console.log(`checked at ${speed(openedAt - started)}, played at ${speed(performance.now() - openedAt)}`);
  expect(bars).toBe(source.gaps.reduce((sum, gap) => sum + gap.rows, 0));
  expect(batches).toBe(source.batchesTotal);
});
