import type { LockView } from "@bottrader/contracts";
import { lockEnd, lockName } from "../figures/lock-words.ts";
import { formatMoment } from "../format/time.ts";
import { useMarketNowMs, useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { LiftLock } from "./lift-lock.tsx";

export function LocksPanel() {
  const { data } = useSlot("locks");
  return (
    <Panel
      resource="locks"
      title="Locks"
      count={data?.length}
      empty={{ title: "No lock", detail: "Nothing keeps entries out. Exits are never locked." }}
    >
      {(locks) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section class="scroll-y scroll-feed" tabIndex={0} aria-label="Locks, scrollable">
          <ul class="rows">
            {locks.map((lock) => (
              <LockRow key={lock.id} lock={lock} />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

interface LockRowProps {
  readonly lock: LockView;
}

function LockRow({ lock }: LockRowProps) {
  const nowMs = useMarketNowMs();
  const since = lock.since === null ? undefined : `since ${formatMoment(Date.parse(lock.since), nowMs)}`;
  return (
    <li class="lock">
      <span class="lock-name">
        {lockName(lock)}
        {lock.symbol !== null && <strong> {lock.symbol}</strong>}
      </span>
      <span class="lock-detail">
        <span class="code" title={lock.reason}>
          {lock.detail}
        </span>
        <span class="quiet num" title={since}>
          {lockEnd(lock, nowMs)}
        </span>
      </span>
      {lock.liftable ? <LiftLock lock={lock} /> : <span class="lock-remedy quiet">{lock.remedy}</span>}
    </li>
  );
}
