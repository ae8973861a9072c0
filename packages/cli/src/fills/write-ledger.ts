/** The ledger as the JSON document of `fifo --json`, written as it grows. */
import { type ScaledAllocation, type ScaledLot, type ScaledUnmatched, scaledToText } from "@bottrader/core";
import type { TextSink } from "../cli-context.ts";
import { createChunkedWriter } from "../render/chunked-writer.ts";
import { createInstantWriter } from "./write-instant.ts";

/** What the fills of one piece of a file usually lead to. */
const GATHERED_BYTES = 2_097_152;
/** A UTF-16 unit has at most three bytes in UTF-8. */
const UTF8_BYTES_MAX = 3;

type LedgerRest = {
  readonly unmatched: readonly ScaledUnmatched[];
  readonly lots: readonly ScaledLot[];
  /** Decimal text by symbol. */
  readonly realizedPnl: Readonly<Record<string, string>>;
  readonly totalPnl: string | null;
};

export type LedgerDocument = {
  /** Adds an allocation; what has gathered is written at the next `rest`. */
  readonly allocation: (allocation: ScaledAllocation) => void;
  /** Hands on what has gathered; resolves when the reader has room for more. */
  readonly rest: () => Promise<void>;
  finish(rest: LedgerRest): Promise<void>;
};

export function createLedgerDocument(sink: TextSink): LedgerDocument {
  const writer = createChunkedWriter(sink);
  const instant = createInstantWriter();
  // As bytes: as one growing text every piece of it would stay alive until it is written
  let gathered: Buffer = Buffer.allocUnsafe(GATHERED_BYTES);
  let used = gathered.write('{"allocations":[');
  let separator = "";
  const gather = (text: string): void => {
    if (gathered.length - used < text.length * UTF8_BYTES_MAX) {
      gathered = Buffer.concat([gathered, Buffer.allocUnsafe(gathered.length + text.length * UTF8_BYTES_MAX)]);
    }
    used += gathered.write(text, used);
  };
  const rest = async (): Promise<void> => {
    const text = gathered.toString("utf8", 0, used);
    used = 0;
    await writer.write(text);
  };
  const list = async <T>(name: string, items: readonly T[], view: (item: T) => object): Promise<void> => {
    await writer.write(`"${name}":[`);
    let comma = "";
    for (const item of items) {
      await writer.write(`${comma}${JSON.stringify(view(item))}`);
      comma = ",";
    }
    await writer.write("],");
  };
  return {
    allocation: (allocation) => {
      gather(separator + allocationText(allocation, instant));
      separator = ",";
    },
    rest,
    finish: async ({ unmatched, lots, realizedPnl, totalPnl }) => {
      await rest();
      await writer.write("],");
      await list("unmatched", unmatched, unmatchedView);
      await list("lots", lots, lotView);
      await writer.write(`${JSON.stringify({ realizedPnl, totalPnl }).slice(1)}\n`);
      await writer.flush();
    },
  };
}

/** By hand: of everything but ids it is known that nothing needs escaping, and there may be a million of these. */
const allocationText = (allocation: ScaledAllocation, instant: (ms: number) => string): string =>
  `{"sellTradeId":${JSON.stringify(allocation.sellTradeId)},"buyTradeId":${JSON.stringify(allocation.buyTradeId)}` +
  `,"symbol":"${allocation.symbol}","size":"${scaledToText(allocation.size)}"` +
  `,"costBasis":"${scaledToText(allocation.costBasis)}","proceeds":"${scaledToText(allocation.proceeds)}"` +
  `,"netProceeds":"${scaledToText(allocation.netProceeds)}","fees":"${scaledToText(allocation.fees)}"` +
  `,"pnl":"${scaledToText(allocation.pnl)}","buyTime":"${instant(allocation.buyTimeMs)}"` +
  `,"sellTime":"${instant(allocation.sellTimeMs)}"}`;

const unmatchedView = ({ sellTradeId, symbol, size }: ScaledUnmatched): object => ({
  sellTradeId,
  symbol,
  size: scaledToText(size),
});

const lotView = ({ buyTradeId, symbol, size, costBasis }: ScaledLot): object => ({
  buyTradeId,
  symbol,
  size: scaledToText(size),
  costBasis: scaledToText(costBasis),
});
