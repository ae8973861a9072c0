import type { StatusView } from "@bottrader/contracts";
import { useDesk, useSlot } from "../live/desk-context.ts";
import { Mark, MoonIcon, QueueIcon, SignOutIcon, SunIcon } from "../ui/icons.tsx";
import { useTheme } from "../ui/theme.ts";
import { LinkIndicator } from "./link-indicator.tsx";
import { MarketClock } from "./market-clock.tsx";
import { TradingStateControl } from "./trading-state-control.tsx";

/** Where one looks first: what is traded on, whether trading is on, and whether the page is alive. */
export function DeskHeader() {
  const desk = useDesk();
  const { data: status } = useSlot("status");
  return (
    <header class={`desk-header ${status === null ? "" : edgeOf(status)}`}>
      <h1 class="brand">
        <Mark />
        BotTrader
      </h1>
      {status !== null && <MarketLabels status={status} />}
      <div class="header-end">
        {status !== null && <TradingStateControl current={status.tradingState} />}
        <nav class="header-links" aria-label="Desk">
          <LinkIndicator />
          <a class="button button-quiet" href="/queues" title="Queue board">
            <QueueIcon />
            Queues
          </a>
          <ThemeToggle />
          <button
            type="button"
            class="button button-quiet button-icon"
            aria-label="Sign out"
            title="Sign out"
            onClick={() => void desk.signOut()}
          >
            <SignOutIcon />
          </button>
        </nav>
      </div>
    </header>
  );
}

/** The two things never to be overlooked colour the edge of the page: real money, and a market that is not real. */
function edgeOf({ tradingMode, market }: StatusView): string {
  if (tradingMode === "live") return "edge-live";
  return market.source === "synthetic" ? "edge-synthetic" : "";
}

const SOURCE_WORDS = {
  synthetic: {
    label: "Synthetic market",
    title: "Prices are invented by a generator; nothing here says anything about a real market",
  },
  recorded: { label: "Recorded market", title: "A recording is played back through the paper venue" },
  live: { label: "Live feed", title: "Prices come from the exchange's public feed" },
} as const;

interface MarketLabelsProps {
  readonly status: StatusView;
}

function MarketLabels({ status: { tradingMode, market } }: MarketLabelsProps) {
  const source = SOURCE_WORDS[market.source];
  const isLive = tradingMode === "live";
  return (
    <div class="market-labels">
      <span
        class={`mode mode-${tradingMode}`}
        title={
          isLive ? "Orders go to the exchange with real money" : "Orders go to the paper venue; no real money moves"
        }
      >
        {isLive ? "LIVE – real money" : "PAPER"}
      </span>
      <span class={`source source-${market.source}`} title={source.title}>
        {source.label}
      </span>
      <span class="venue">
        {market.exchange} · {market.timeframe}
      </span>
      <MarketClock market={market} />
    </div>
  );
}

function ThemeToggle() {
  const { theme, toggle } = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      class="button button-quiet button-icon"
      aria-label={`Use the ${other} theme`}
      title={`Use the ${other} theme`}
      onClick={toggle}
    >
      {theme === "dark" ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
