/** The identities a ledger must hold, checked against the fills it is made of by sums alone, without the engine. */
import type { FifoLedger } from "./allocate-fifo.ts";
import { type LedgerFill, scaleFill } from "./fill.ts";
import { scaledFromRounded, scaledToText } from "./scaled.ts";
import { settleFill } from "./settle-fill.ts";

type Sums = { bought: bigint; sold: bigint; allocated: bigint; unmatched: bigint; open: bigint };

/**
 * What does not hold, one line each; none when everything does. Per symbol: allocated = sold − unmatched, allocated + open = bought, in
 * base units after fees in base; per allocation pnl = net proceeds − cost. `fills` are those of the ledger, each once.
 */
export function verifyLedger(
  fills: readonly LedgerFill[],
  ledger: Pick<FifoLedger, "allocations" | "unmatched" | "lots">,
): readonly string[] {
  const bySymbol = new Map<string, Sums>();
  const sumsOf = (symbol: string): Sums => {
    const sums = bySymbol.get(symbol) ?? { bought: 0n, sold: 0n, allocated: 0n, unmatched: 0n, open: 0n };
    bySymbol.set(symbol, sums);
    return sums;
  };
  for (const fill of fills) sumsOf(fill.symbol)[fill.side === "buy" ? "bought" : "sold"] += movedSize(fill);
  for (const { symbol, size } of ledger.allocations) sumsOf(symbol).allocated += scaledFromRounded(size);
  for (const { symbol, size } of ledger.unmatched) sumsOf(symbol).unmatched += scaledFromRounded(size);
  for (const { symbol, size } of ledger.lots) sumsOf(symbol).open += scaledFromRounded(size);
  return [...[...bySymbol].flatMap(brokenSums), ...ledger.allocations.flatMap(brokenPnl)];
}

/** Base units a fill brought or took; 0 for one that cannot be booked. */
function movedSize(fill: LedgerFill): bigint {
  const scaled = scaleFill(fill);
  if (!scaled.ok) return 0n;
  const settled = settleFill(scaled.value, () => null);
  return settled.ok ? settled.value.size : 0n;
}

function brokenSums([symbol, { bought, sold, allocated, unmatched, open }]: [string, Sums]): readonly string[] {
  const broken: string[] = [];
  if (allocated + unmatched !== sold)
    broken.push(`${symbol}: allocated ${text(allocated)} + unmatched ${text(unmatched)} is not sold ${text(sold)}`);
  if (allocated + open !== bought)
    broken.push(`${symbol}: allocated ${text(allocated)} + open ${text(open)} is not bought ${text(bought)}`);
  return broken;
}

const text = scaledToText;

const brokenPnl = ({ symbol, sellTradeId, pnl, netProceeds, costBasis }: FifoLedger["allocations"][number]) =>
  pnl.eq(netProceeds.sub(costBasis)) ? [] : [`${symbol}: pnl of sell ${sellTradeId} is not net proceeds less cost`];
