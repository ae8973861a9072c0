/** `fifo`: the ledger of a file of fills. */
import { toInstant } from "@bottrader/contracts";
import {
  compareFills,
  type Decimal,
  type FifoBalance,
  ok,
  quote,
  type Result,
  type ScaledAllocation,
  type ScaledFill,
  type ScaledLot,
  type ScaledUnmatched,
  scaledFeesFromFills,
  scaledToDecimal,
  scaledToText,
  streamFifo,
  sumInOneCurrency,
} from "@bottrader/core";
import {
  type CliCommand,
  type CliFault,
  type CommandRequest,
  DONE,
  fail,
  type Outcome,
  refuse,
} from "../cli-command.ts";
import { readFills } from "../fills/read-fills.ts";
import { createChunkedWriter } from "../render/chunked-writer.ts";
import { showQuote } from "../render/figures.ts";
import { renderText, type Section } from "../render/table.ts";

export const fifoCommand: CliCommand = {
  name: "fifo",
  summary: "which buys each sell consumed, first in first out, and what that earned",
  options: [{ flags: "--fills <file>", help: "fills, .csv or .csv.gz" }],
  run: runFifo,
};

type FifoBook = {
  readonly allocations: readonly ScaledAllocation[];
  readonly unmatched: readonly ScaledUnmatched[];
  readonly unvaluedFees: number;
  readonly balance: FifoBalance;
};

async function runFifo(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const file = options.required("fills");
  if (options.faults.length > 0) return refuse(options.faults);
  const fills = await readFills(context.cwd, file);
  if (!fills.ok) return fills;
  const book = allocate(file, fills.value);
  if (!book.ok) return book;
  const { unmatched, unvaluedFees } = book.value;
  if (unmatched.length > 0)
    await context.stderr.write(`sells that found no buy for all they sold: ${unmatched.length}\n`);
  if (unvaluedFees > 0) await context.stderr.write(`fees without a known value, which are missing: ${unvaluedFees}\n`);
  if (options.flag("json")) await writeJson(request, book.value);
  else await context.stdout.write(renderText(describe(file, book.value)));
  return DONE;
}

function allocate(file: string, fills: readonly ScaledFill[]): Result<FifoBook, CliFault> {
  const sorted = fills.toSorted(compareFills);
  const allocations: ScaledAllocation[] = [];
  const unmatched: ScaledUnmatched[] = [];
  let unvaluedFees = 0;
  const balance = streamFifo(sorted, {
    valueFee: scaledFeesFromFills(sorted),
    onAllocation: (allocation) => allocations.push(allocation),
    onUnmatched: (rest) => unmatched.push(rest),
    onUnvaluedFee: () => {
      unvaluedFees += 1;
    },
  });
  if (balance.ok) return ok({ allocations, unmatched, unvaluedFees, balance: balance.value });
  const { code, symbol, tradeId } = balance.error;
  return fail(`${file}: trade ${tradeId} of ${symbol}: ${code}`);
}

/** One document, written in pieces: a million allocations as one text would not fit a small machine. */
async function writeJson({ context }: CommandRequest, { allocations, unmatched, balance }: FifoBook): Promise<void> {
  const writer = createChunkedWriter(context.stdout);
  const list = async <T>(name: string, items: readonly T[], view: (item: T) => object): Promise<void> => {
    await writer.write(`"${name}":[`);
    let separator = "";
    for (const item of items) {
      await writer.write(`${separator}${JSON.stringify(view(item))}`);
      separator = ",";
    }
    await writer.write("],");
  };
  const realized = realizedPnl(balance);
  const totals = {
    realizedPnl: Object.fromEntries(realized.map(([symbol, pnl]) => [symbol, pnl.toFixed()])),
    totalPnl: sumInOneCurrency(realized)?.toFixed() ?? null,
  };
  await writer.write("{");
  await list("allocations", allocations, allocationView);
  await list("unmatched", unmatched, ({ sellTradeId, symbol, size }) => ({
    sellTradeId,
    symbol,
    size: scaledToText(size),
  }));
  await list("lots", balance.lots, lotView);
  await writer.write(`${JSON.stringify(totals).slice(1)}\n`);
  await writer.flush();
}

const allocationView = (allocation: ScaledAllocation): object => ({
  sellTradeId: allocation.sellTradeId,
  buyTradeId: allocation.buyTradeId,
  symbol: allocation.symbol,
  size: scaledToText(allocation.size),
  costBasis: scaledToText(allocation.costBasis),
  proceeds: scaledToText(allocation.proceeds),
  netProceeds: scaledToText(allocation.netProceeds),
  fees: scaledToText(allocation.fees),
  pnl: scaledToText(allocation.pnl),
  buyTime: toInstant(allocation.buyTimeMs),
  sellTime: toInstant(allocation.sellTimeMs),
});

const lotView = ({ buyTradeId, symbol, size, costBasis }: ScaledLot): object => ({
  buyTradeId,
  symbol,
  size: scaledToText(size),
  costBasis: scaledToText(costBasis),
});

const realizedPnl = ({ realizedPnl: bySymbol }: FifoBalance): readonly (readonly [string, Decimal])[] =>
  [...bySymbol].map(([symbol, pnl]) => [symbol, scaledToDecimal(pnl)]);

function describe(file: string, { allocations, unmatched, balance }: FifoBook): readonly Section[] {
  const realized = realizedPnl(balance);
  const total = sumInOneCurrency(realized);
  const rest = (title: string, items: readonly { symbol: string; size: bigint; id: string }[]): Section => ({
    title,
    notes: items.length === 0 ? ["None."] : [],
    table:
      items.length === 0
        ? null
        : {
            columns: [{ title: "symbol" }, { title: "trade" }, { title: "size", isNumber: true }],
            rows: items.map(({ symbol, id, size }) => [symbol, id, scaledToText(size)]),
          },
  });
  return [
    {
      title: `Ledger of ${file}`,
      notes: [
        `${allocations.length} allocations.`,
        total === null ? "No total: the symbols are quoted in different currencies." : `Total P&L ${total.toFixed()}.`,
      ],
      table: {
        columns: [{ title: "symbol" }, { title: "realised P&L", isNumber: true }],
        rows: realized.map(([symbol, pnl]) => [symbol, showQuote(quote(pnl))]),
      },
    },
    rest(
      "Open lots",
      balance.lots.map(({ symbol, size, buyTradeId: id }) => ({ symbol, size, id })),
    ),
    rest(
      "Unmatched sells",
      unmatched.map(({ symbol, size, sellTradeId: id }) => ({ symbol, size, id })),
    ),
  ];
}
