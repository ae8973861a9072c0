import type { AccountView } from "@bottrader/contracts";
import type { ComponentChildren } from "preact";
import type { EquityPointView, MetricsView } from "../api/views.ts";
import { todayPnl } from "../figures/today-pnl.ts";
import { differenceOf } from "../format/decimal-text.ts";
import { formatFactor, formatMoney, formatPercent, MISSING } from "../format/figures.ts";
import { formatMoment } from "../format/time.ts";
import { useMarketNowMs, useSlot } from "../live/desk-context.ts";
import { SignedMoney } from "../ui/signed.tsx";

/** The account and the record in one strip. A figure that is not there says so; none is ever shown as zero instead. */
export function KeyFigures() {
  const { data: account } = useSlot("account");
  const { data: performance } = useSlot("performance");
  return (
    <section class="figures" aria-label="Key figures">
      <AccountFigures account={account} />
      <RecordFigures metrics={performance?.metrics ?? null} />
    </section>
  );
}

interface FigureProps {
  readonly label: string;
  readonly title?: string;
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Figure({ label, title, note, children }: FigureProps) {
  return (
    <dl class="figure" title={title}>
      <dt>{label}</dt>
      <dd class="figure-value num">{children}</dd>
      {note !== undefined && <dd class="figure-note num">{note}</dd>}
    </dl>
  );
}

interface AccountFiguresProps {
  readonly account: AccountView | null;
}

function AccountFigures({ account }: AccountFiguresProps) {
  const { data: points } = useSlot("equity");
  const nowMs = useMarketNowMs();
  const total = account === null ? null : differenceOf(account.equity, account.startingEquity);
  return (
    <>
      <Figure
        label={`Equity${account === null ? "" : `, ${account.currency}`}`}
        title="Cash and open positions at the price they could be sold for"
        note={
          <>
            <SignedMoney amount={total} /> since start
          </>
        }
      >
        <strong>{formatMoney(account?.equity)}</strong>
      </Figure>
      <Figure label="Cash">{formatMoney(account?.cash)}</Figure>
      <Figure label="Realised" title="P&L of everything sold, net of fees">
        <SignedMoney amount={account?.realised ?? null} />
      </Figure>
      <Figure label="Unrealised" title="P&L of what is held if it were sold now, net of fees">
        <SignedMoney amount={account?.unrealised ?? null} />
      </Figure>
      <TodayFigure account={account} points={points} nowMs={nowMs} />
    </>
  );
}

interface TodayFigureProps extends AccountFiguresProps {
  readonly points: readonly EquityPointView[] | null;
  readonly nowMs: number | null;
}

function TodayFigure({ account, points, nowMs }: TodayFigureProps) {
  const today =
    account === null || points === null || nowMs === null ? null : todayPnl(points, { equity: account.equity, nowMs });
  return (
    <Figure
      label="Today"
      title="Change of equity since midnight UTC of the market's day"
      note={
        today === null
          ? undefined
          : today.isWholeDay
            ? "since 00:00 UTC"
            : `since ${formatMoment(today.sinceMs, nowMs)}`
      }
    >
      <SignedMoney amount={today?.amount ?? null} />
    </Figure>
  );
}

interface RecordFiguresProps {
  readonly metrics: MetricsView | null;
}

function RecordFigures({ metrics }: RecordFiguresProps) {
  return (
    <>
      <Figure
        label="Win rate"
        title="Wins of wins and losses; a win is a trade with a net P&L above zero, break-even counts as neither. The range is the 95 % Wilson interval"
        note={metrics === null ? undefined : winRateNote(metrics)}
      >
        <span class={metrics?.enoughTrades === true ? "" : "uncertain"}>{formatPercent(metrics?.winRate)}</span>
      </Figure>
      <Figure label="Profit factor" title="Sum of gains over sum of losses" note={sampleNote(metrics)}>
        <span class={metrics?.enoughTrades === true ? "" : "uncertain"}>{profitFactor(metrics)}</span>
      </Figure>
      <Figure label="Max drawdown" title="Largest fall of equity below its running peak, as a share of the peak">
        {formatPercent(metrics?.maxDrawdown)}
      </Figure>
    </>
  );
}

function winRateNote({ ci95, trades, enoughTrades }: MetricsView): string {
  const interval = ci95.winRate;
  const range = interval === null ? "" : `${formatPercent(interval[0], 0)} to ${formatPercent(interval[1], 0)}, `;
  return enoughTrades ? `${range}n = ${trades}` : `${range}n = ${trades}: not enough trades`;
}

function sampleNote(metrics: MetricsView | null): string | undefined {
  if (metrics === null) return undefined;
  return metrics.enoughTrades
    ? `${metrics.wins} won, ${metrics.losses} lost`
    : `n = ${metrics.trades}: not enough trades`;
}

function profitFactor(metrics: MetricsView | null): string {
  if (metrics === null || metrics.trades === 0) return MISSING;
  return metrics.profitFactor === null ? "no losses" : formatFactor(metrics.profitFactor);
}
