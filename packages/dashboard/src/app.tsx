import { CandlePanel } from "./charts/candle-panel.tsx";
import { EquityPanel } from "./charts/equity-panel.tsx";
import { DeskHeader } from "./header/desk-header.tsx";
import { StaleBanner } from "./header/link-indicator.tsx";
import { useDesk, useDeskState, useSlot } from "./live/desk-context.ts";
import { IntentsPanel } from "./panels/intents-panel.tsx";
import { KeyFigures } from "./panels/key-figures.tsx";
import { LocksPanel } from "./panels/locks-panel.tsx";
import { OrdersPanel } from "./panels/orders-panel.tsx";
import { PerformancePanel } from "./panels/performance-panel.tsx";
import { PositionsPanel } from "./panels/positions-panel.tsx";
import { SignalsPanel } from "./panels/signals-panel.tsx";
import { TradesPanel } from "./panels/trades-panel.tsx";
import { SignIn } from "./session/sign-in.tsx";
import { Mark } from "./ui/icons.tsx";
import { ErrorState, LoadingState } from "./ui/states.tsx";

/** The door or the desk, as the server says. */
export function App() {
  const session = useDeskState((state) => state.session);
  switch (session) {
    case "unknown":
      return <Joining />;
    case "closed":
      return <SignIn />;
    case "open":
      return <DeskPage />;
  }
}

/** Before the first answer: on the way, or why there is none. */
function Joining() {
  const desk = useDesk();
  const { fault } = useSlot("status");
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <h1 class="brand">
          <Mark />
          BotTrader
        </h1>
        {fault === null ? <LoadingState /> : <ErrorState fault={fault} onRetry={() => desk.refresh("status")} />}
      </div>
    </main>
  );
}

function DeskPage() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the figures
      </a>
      <DeskHeader />
      <StaleBanner />
      <main id="main" class="desk">
        <KeyFigures />
        <div class="desk-columns">
          <div class="column">
            <CandlePanel />
            <PositionsPanel />
            <OrdersPanel />
            <TradesPanel />
          </div>
          <div class="column">
            <EquityPanel />
            <LocksPanel />
            <SignalsPanel />
            <PerformancePanel />
            <IntentsPanel />
          </div>
        </div>
      </main>
      <DeskFooter />
    </>
  );
}

function DeskFooter() {
  const { data: status } = useSlot("status");
  return (
    <footer class="desk-footer">
      {status !== null && (
        <span>
          release <code>{status.release}</code>, configuration <code>{status.configHash.slice(0, 12)}</code>
        </span>
      )}
      <a href="/docs">API reference</a>
      <span>
        Charts by{" "}
        <a href="https://www.tradingview.com/" rel="noreferrer">
          TradingView Lightweight Charts™
        </a>
      </span>
    </footer>
  );
}
