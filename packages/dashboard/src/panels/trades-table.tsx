import type { TradeView } from "@bottrader/contracts";
import { formatFactor, formatMoney, formatPrice, formatSize } from "../format/figures.ts";
import { formatDuration, formatInstant, formatMoment } from "../format/time.ts";
import { useMarketNowMs } from "../live/desk-context.ts";
import { reasonTone } from "../ui/reason-tone.ts";
import { SignedMoney, SignedPercent } from "../ui/signed.tsx";
import { SymbolButton } from "../ui/symbol-button.tsx";
import { Tag } from "../ui/tag.tsx";

interface TradesTableProps {
  /** Newest first. */
  readonly trades: readonly TradeView[];
}

/** Closed trades: why each was opened, why it ended, and what was left of it. */
export function TradesTable({ trades }: TradesTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="scroll-y" tabIndex={0} aria-label="Trades, scrollable">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Exit</th>
            <th scope="col">Symbol</th>
            <th scope="col" class="wide">
              Trigger
            </th>
            <th scope="col">Exit reason</th>
            <th scope="col" class="right wide">
              Entry → exit
            </th>
            <th scope="col" class="right widest">
              Size
            </th>
            <th scope="col" class="right">
              P&L
            </th>
            <th scope="col" class="right middling">
              %
            </th>
            <th scope="col" class="right" title="P&L in multiples of the risk taken at the entry">
              R
            </th>
            <th scope="col" class="right middling">
              Held
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => (
            <TradeRow key={`${trade.symbol} ${trade.entryTime} ${trade.exitTime} ${trade.size}`} trade={trade} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TradeRowProps {
  readonly trade: TradeView;
}

function TradeRow({ trade }: TradeRowProps) {
  const nowMs = useMarketNowMs();
  const exitMs = Date.parse(trade.exitTime);
  return (
    <tr>
      <td class="num quiet" title={`${formatInstant(exitMs)} UTC`}>
        {formatMoment(exitMs, nowMs)}
      </td>
      <td>
        <SymbolButton symbol={trade.symbol} />
      </td>
      <td class="code wide">{trade.trigger}</td>
      <td>
        <Tag tone={reasonTone(trade.exitReason)}>{trade.exitReason}</Tag>
      </td>
      <td class="right num wide">
        {formatPrice(trade.entryPrice)} → {formatPrice(trade.exitPrice)}
      </td>
      <td class="right num widest">{formatSize(trade.size)}</td>
      <td class="right" title={`Net of ${formatMoney(trade.fees)} fees`}>
        <SignedMoney amount={trade.pnl} />
      </td>
      <td class="right middling">
        <SignedPercent ratio={trade.pnlPct} />
      </td>
      <td class="right num">{formatFactor(trade.rMultiple, 1)}</td>
      <td class="right num middling">{formatDuration(trade.holdMs)}</td>
    </tr>
  );
}
