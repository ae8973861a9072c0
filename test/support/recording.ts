/** A folder with a short recording: cut from real candles when they are beside the repository, generated otherwise. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Decimal } from "@bottrader/core";
import { openSyntheticCandles } from "@bottrader/replay";
import { ROOT } from "./launch.ts";

const REAL = join(ROOT, "../shared/data/candles/binance-1m-2021");
const BASES = ["DOGE", "CHZ", "SOL", "STMX"];
const HEADER = "timestamp_ms,open,high,low,close,volume";

export type RecordingCut = { readonly bars: number; readonly fromBar?: number };

/** Writes `BINANCE_<base>-USDT_1m.csv` for four symbols; returns the folder. */
export async function writeRecording(cut: RecordingCut): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "bottrader recording "));
  const rows = existsSync(REAL) ? realRows(cut) : await generatedRows(cut);
  for (const [base, lines] of rows)
    writeFileSync(join(dir, `BINANCE_${base}-USDT_1m.csv`), `${[HEADER, ...lines].join("\n")}\n`);
  return dir;
}

function realRows({ bars, fromBar = 0 }: RecordingCut): ReadonlyMap<string, readonly string[]> {
  return new Map(
    BASES.map((base) => {
      const text = gunzipSync(readFileSync(join(REAL, `BINANCE_${base}-USDT_1m.csv.gz`))).toString("utf8");
      return [base, text.split("\n").slice(1 + fromBar, 1 + fromBar + bars)];
    }),
  );
}

async function generatedRows({ bars }: RecordingCut): Promise<ReadonlyMap<string, readonly string[]>> {
  const startMs = Date.UTC(2024, 0, 1);
  const source = openSyntheticCandles({
    symbols: BASES.map((base) => `${base}/USDT`),
    timeframe: "1m",
    seed: 7,
    speed: Number.POSITIVE_INFINITY,
    startMs,
    fees: () => ({ maker: new Decimal("0.001"), taker: new Decimal("0.001") }),
    clock: { nowMs: () => startMs },
    sleep: async () => {},
  });
  if (!source.ok) throw new Error(source.error.join("; "));
  const rows = new Map<string, string[]>(BASES.map((base) => [base, []]));
  const enough = new AbortController();
  let batches = 0;
  for await (const batch of source.value.batches(startMs, enough.signal)) {
    for (const { symbol, candle } of batch.bars) {
      const { openTimeMs, open, high, low, close, volume } = candle;
      rows.get(symbol.split("/")[0] ?? "")?.push([openTimeMs, open, high, low, close, volume].join(","));
    }
    batches += 1;
    if (batches === bars) break;
  }
  enough.abort();
  return rows;
}
