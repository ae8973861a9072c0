import type { SignalView } from "../api/views.ts";
import { signalMarks } from "../figures/signal-marks.ts";
import { formatMoment } from "../format/time.ts";
import { useMarketNowMs } from "../live/desk-context.ts";

interface SignalDetailProps {
  readonly signal: SignalView;
}

const GUARD_MARKS = new Map([
  ["pass", "✓"],
  ["block", "⊘"],
]);
const SIDE_MARKS = { buy: "▲", sell: "▼", both: "◆", none: "·" } as const;

/** Each component with what it compared, each guard with what it found. */
export function SignalDetail({ signal }: SignalDetailProps) {
  const nowMs = useMarketNowMs();
  return (
    <div class="signal-detail">
      <p class="quiet num">
        Bar {formatMoment(signal.timestamp, nowMs)} UTC, close {signal.close}
        {signal.trigger !== null && `, trigger ${signal.trigger}`}
      </p>
      <dl class="findings">
        {signalMarks(signal.votes).map(({ component, side, detail }) => (
          <div key={component} class={`finding finding-${side}`}>
            <dt>
              <span aria-hidden="true">{SIDE_MARKS[side]}</span> {component}
            </dt>
            <dd class="num">{detail}</dd>
          </div>
        ))}
      </dl>
      <dl class="findings">
        {signal.guards.map(({ name, verdict, detail }) => (
          <div key={name} class={`finding finding-${verdict}`}>
            <dt>
              <span aria-hidden="true">{GUARD_MARKS.get(verdict) ?? "–"}</span> {name}
            </dt>
            <dd class="num">
              {verdict}: {detail}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
