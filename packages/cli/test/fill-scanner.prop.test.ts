import { toInstant } from "@bottrader/contracts";
import { compareFills, runningFeeValues, type ScaledFill, scaledFeesFromFills } from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FillScanner } from "../src/fills/fill-scanner.ts";
import { parseFillRow } from "../src/fills/parse-fill-row.ts";
import { sortByTime } from "../src/fills/sort-by-time.ts";
import { createLineSplitter } from "../src/fills/split-lines.ts";
import { createInstantWriter } from "../src/fills/write-instant.ts";

const amount = fc.oneof(
  fc.stringMatching(/^\d{1,9}(\.\d{1,9})?$/),
  fc.constantFrom(
    "0",
    "0.0",
    "1.",
    ".5",
    "-1",
    "1e3",
    "",
    " 1",
    "1.2.3",
    "123456789012345678",
    "0.0000000000000000001",
  ),
);
const decimal = fc.stringMatching(/^\d{1,6}(\.\d{1,8})?$/);
const plain = fc
  .tuple(decimal, decimal, decimal, fc.constantFrom("USD", "BTC", "BNB"), fc.constantFrom("buy", "sell"))
  .map(([price, size, fee, currency, side]) => `1,o,BTC/USD,${side},${price},${size},${fee},${currency},17\r`);
const odd = fc
  .tuple(
    fc.constantFrom("1", "a-b", "", 'q"', "é", " x"),
    fc.constantFrom("o", "o,o"),
    fc.constantFrom("BTC/USD", "BTC/", "btc/usd", "BNB/USD"),
    fc.constantFrom("buy", "sell", "BUY", "bux"),
    amount,
    amount,
    amount,
    fc.constantFrom("USD", "BTC", "BNB", "usd", ""),
    fc.constantFrom("1700000000000", "0", "999999999999999", "-1", "1e3", "17\r"),
  )
  .map((cells) => cells.join(","));
const line = fc.oneof(plain, odd);

test("a line the scanner accepts is accepted by the rules, as the same fill", () => {
  const scanner = new FillScanner();
  let accepted = 0;
  fc.assert(
    fc.property(line, (text) => {
      const bytes = Buffer.from(`xx${text}yy`);
      if (!scanner.scan(bytes, 2, bytes.length - 2)) return;
      accepted += 1;
      expect(parseFillRow(text)).toEqual({ ok: true, value: scanner.build() });
      expect(scanner.timestampMs).toBe(scanner.build().timestampMs);
    }),
    { numRuns: 5_000, seed: 7 },
  );
  expect(accepted).toBeGreaterThan(1_000);
});

test("lines are the same wherever the pieces of a file end", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zé]{0,5}$/)), fc.integer({ min: 1, max: 7 }), (lines, length) => {
      const bytes = Buffer.from([...lines, "end"].join("\n"));
      const found: string[] = [];
      const splitter = createLineSplitter((piece, start, end) => found.push(piece.toString("utf8", start, end)));
      for (let at = 0; at < bytes.length; at += length) splitter.push(bytes.subarray(at, at + length));
      splitter.finish();
      expect(found).toEqual([...lines, "end"]);
    }),
  );
});

test("a file without line ends is refused before it fills the memory", () => {
  const splitter = createLineSplitter(() => {});
  expect(() => splitter.push(Buffer.alloc(1_100_000, 65))).toThrow("1 MiB");
});

test("times are sorted as a stable sort does, far apart or near", () => {
  const ms = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 253_402_300_799_999 }));
  fc.assert(
    fc.property(fc.array(ms), (times) => {
      const expected = times.map((_, index) => index).toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      expect([...sortByTime(Float64Array.from(times))]).toEqual(expected);
    }),
  );
});

test("instants are those of the contract", () => {
  const instant = createInstantWriter();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      expect(instant(ms)).toBe(toInstant(ms));
    }),
  );
});

test("fees in a third coin have the same value in a stream as from all fills", () => {
  const fill = fc.record({
    symbol: fc.constantFrom("BTC/USD", "BNB/USD", "USD/EURX", "BTC/EURX"),
    side: fc.constantFrom("buy" as const, "sell" as const),
    price: fc.bigInt({ min: 1n, max: 10n ** 24n }),
    fee: fc.bigInt({ min: 0n, max: 10n ** 18n }),
    feeCurrency: fc.constantFrom("USD", "BNB", "EURX"),
    timestampMs: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 30 }), (given) => {
      const fills = given
        .map((one, id): ScaledFill => ({ ...one, tradeId: String(id), orderId: "o", size: 10n ** 18n }))
        .sort(compareFills);
      const known = scaledFeesFromFills(fills);
      const running = runningFeeValues();
      for (let ms = 0; ms < 10; ms += 1) {
        const moment = fills.filter(({ timestampMs }) => timestampMs === ms);
        for (const one of moment) running.note(one);
        for (const one of moment) expect(running.valueFee(one)).toBe(known(one));
      }
    }),
  );
});
