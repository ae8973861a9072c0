/** `signals`: what the score made of each closed bar of a candle file, and why. */
import { resolve } from "node:path";
import type { Settings } from "@bottrader/contracts";
import type { SignalEvaluation } from "@bottrader/core";
import { type CandleFile, describeCandleFileFault, readCandleFile } from "@bottrader/replay";
import { type CliCommand, type CommandRequest, DONE, fail, type Outcome, refuse } from "../cli-command.ts";
import { createChunkedWriter } from "../render/chunked-writer.ts";
import { showTime } from "../render/figures.ts";
import { createProgress } from "../render/progress.ts";
import { renderText } from "../render/table.ts";
import { readCommandSettings } from "../settings/read-command-settings.ts";
import { evaluateCandles, evaluatedBarMs } from "../signals/evaluate-candles.ts";

export const signalsCommand: CliCommand = {
  name: "signals",
  summary: "the score of every closed bar of a candle file; --json is JSON Lines",
  options: [{ flags: "--candles <file>", help: "EXCHANGE_BASE-QUOTE_TIMEFRAME.csv or .csv.gz" }],
  run: runSignals,
};

async function runSignals(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const path = options.required("candles");
  const settings = readCommandSettings(request);
  if (!settings.ok) return settings;
  const file = await readCandleFile(resolve(context.cwd, path));
  if (!file.ok) return fail(...file.error.map(describeCandleFileFault));
  const barMs = evaluatedBarMs(settings.value.values, file.value);
  if (!barMs.ok) return refuse([barMs.error]);
  const work = { settings: settings.value.values, file: file.value, barMs: barMs.value };
  return options.flag("json") ? writeLines(request, work) : writeTable(request, work);
}

type Work = { readonly settings: Settings; readonly file: CandleFile; readonly barMs: number };

async function* watchedBars(
  { context }: CommandRequest,
  { settings, file, barMs }: Work,
): AsyncGenerator<SignalEvaluation> {
  const progress = createProgress(context.stderr, "evaluating");
  let done = 0;
  for await (const evaluation of evaluateCandles(settings, barMs, file)) {
    done += 1;
    await progress.show((done * barMs) / (file.bars * file.intervalMs));
    yield evaluation;
  }
  await progress.end();
}

async function writeLines(request: CommandRequest, work: Work): Promise<Outcome> {
  const writer = createChunkedWriter(request.context.stdout);
  for await (const evaluation of watchedBars(request, work))
    await writer.write(`${JSON.stringify(lineOf(evaluation))}\n`);
  await writer.flush();
  return DONE;
}

/** The fields of the interface, and no other. */
const lineOf = ({ timestamp, close, indicators, score, votes, action, trigger, guards }: SignalEvaluation) => ({
  timestamp,
  close,
  indicators,
  score,
  votes,
  action,
  trigger,
  guards,
});

/** People see the bars on which something was decided, or would have been but for a guard. */
async function writeTable(request: CommandRequest, work: Work): Promise<Outcome> {
  const counts = { bars: 0, buy: 0, sell: 0, hold: 0, blocked: 0 };
  const rows: (readonly string[])[] = [];
  for await (const evaluation of watchedBars(request, work)) {
    counts.bars += 1;
    counts[evaluation.action] += 1;
    if (evaluation.candidate === "hold") continue;
    if (evaluation.action === "hold") counts.blocked += 1;
    rows.push(rowOf(evaluation));
  }
  const { symbol, exchange, timeframe, missingBars } = work.file;
  await request.context.stdout.write(
    renderText([
      {
        title: `Signals of ${symbol} on ${exchange}, ${timeframe} candles, bars of ${work.barMs / 1_000} s`,
        notes: [
          `${counts.bars} bars (${missingBars} candles missing): ${counts.buy} buys, ${counts.sell} sells, ${counts.blocked} more stopped by guards.`,
        ],
        table: {
          columns: [
            { title: "bar start (UTC)" },
            { title: "close", isNumber: true },
            { title: "decision" },
            { title: "trigger" },
            { title: "buy", isNumber: true },
            { title: "sell", isNumber: true },
            { title: "votes" },
          ],
          rows,
        },
      },
    ]),
  );
  return DONE;
}

function rowOf({
  timestamp,
  close,
  action,
  candidate,
  trigger,
  score,
  votes,
  guards,
}: SignalEvaluation): readonly string[] {
  const blocks = guards.filter(({ verdict }) => verdict === "block").map(({ name }) => name);
  const votedFor = votes.filter(({ vote, side }) => vote === 1 && side === candidate).map(({ component }) => component);
  return [
    showTime(new Date(timestamp).toISOString()),
    String(close),
    action === "hold" ? `${candidate} stopped by ${blocks.join(", ")}` : action,
    trigger ?? "",
    score.buy.toFixed(1),
    score.sell.toFixed(1),
    votedFor.join(", "),
  ];
}
