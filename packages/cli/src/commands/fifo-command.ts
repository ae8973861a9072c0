/** `fifo`: the ledger of a file of fills. */
import {
  type Decimal,
  type FifoBalance,
  type LedgerFault,
  ok,
  openFifo,
  quote,
  type Result,
  runningFeeValues,
  type ScaledAllocation,
  type ScaledUnmatched,
  scaledToDecimal,
  scaledToText,
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
import { type LedgerFeed, openLedgerFeed } from "../fills/feed-ledger.ts";
import { openedSource } from "../fills/read-fills.ts";
import { createLedgerDocument } from "../fills/write-ledger.ts";
import { showQuote } from "../render/figures.ts";
import { renderText, type Section } from "../render/table.ts";

export const fifoCommand: CliCommand = {
  name: "fifo",
  summary: "which buys each sell consumed, first in first out, and what that earned",
  options: [{ flags: "--fills <file>", help: "fills, .csv or .csv.gz" }],
  run: runFifo,
};

async function runFifo(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const file = options.required("fills");
  if (options.faults.length > 0) return refuse(options.faults);
  const source = await openedSource(context.cwd, file);
  if (!source.ok) return source;
  const feed = await openLedgerFeed(source.value);
  if (!feed.ok) return feed;
  const book = options.flag("json")
    ? await printJson(request, { file, feed: feed.value })
    : await runBook(file, feed.value);
  if (!book.ok) return book;
  const { unmatched, unvaluedFees } = book.value;
  if (unmatched.length > 0)
    await context.stderr.write(`sells that found no buy for all they sold: ${unmatched.length}\n`);
  if (unvaluedFees > 0) await context.stderr.write(`fees without a known value, which are missing: ${unvaluedFees}\n`);
  if (!options.flag("json")) await context.stdout.write(renderText(describe(file, book.value)));
  return DONE;
}

/** The ledger without its allocations, which are handed out as they are made. */
type FifoBook = {
  readonly allocations: number;
  readonly unmatched: readonly ScaledUnmatched[];
  readonly unvaluedFees: number;
  readonly balance: FifoBalance;
};

type Allocations = { readonly take: (allocation: ScaledAllocation) => void; readonly rest: () => Promise<void> };

const UNSEEN: Allocations = { take: () => {}, rest: async () => {} };

async function runBook(
  file: string,
  feed: LedgerFeed,
  { take, rest }: Allocations = UNSEEN,
): Promise<Result<FifoBook, CliFault>> {
  const unmatched: ScaledUnmatched[] = [];
  const counts = { allocations: 0, unvaluedFees: 0 };
  const fees = runningFeeValues();
  const fifo = openFifo({
    valueFee: fees.valueFee,
    onAllocation: (allocation) => {
      counts.allocations += 1;
      take(allocation);
    },
    onUnmatched: (left) => unmatched.push(left),
    onUnvaluedFee: () => {
      counts.unvaluedFees += 1;
    },
  });
  let fault: LedgerFault | null = null;
  const fed = await feed({
    onMoment: (fills) => {
      for (const fill of fills) fees.note(fill);
      for (const fill of fills) fault ??= fifo.book(fill);
    },
    rest,
  });
  if (!fed.ok) return fed;
  return fault === null ? ok({ ...counts, unmatched, balance: fifo.balance() }) : fail(faultText(file, fault));
}

const faultText = (file: string, { code, symbol, tradeId }: LedgerFault): string =>
  `${file}: trade ${tradeId} of ${symbol}: ${code}`;

/** Writes the document while the ledger is made: a million allocations are never held at once. */
async function printJson(
  { context }: CommandRequest,
  { file, feed }: { readonly file: string; readonly feed: LedgerFeed },
): Promise<Result<FifoBook, CliFault>> {
  const document = createLedgerDocument(context.stdout);
  const book = await runBook(file, feed, { take: document.allocation, rest: document.rest });
  if (!book.ok) return book;
  const { unmatched, balance } = book.value;
  const realized = realizedPnl(balance);
  await document.finish({
    unmatched,
    lots: balance.lots,
    realizedPnl: Object.fromEntries(realized.map(([symbol, pnl]) => [symbol, pnl.toFixed()])),
    totalPnl: sumInOneCurrency(realized)?.toFixed() ?? null,
  });
  return book;
}

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
        `${allocations} allocations.`,
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
