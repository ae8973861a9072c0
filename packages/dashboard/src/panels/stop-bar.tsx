import type { PositionView } from "@bottrader/contracts";
import { stopDistance } from "../figures/stop-distance.ts";
import { formatPercent } from "../format/figures.ts";

interface StopBarProps {
  readonly position: PositionView;
}

const WIDTH = 200;

/** The way from stop to target with the entry and the bid on it. */
export function StopBar({ position }: StopBarProps) {
  const distance = stopDistance(position);
  if (distance === null) return <p class="stop-bar-missing quiet">distance to the stop: n/a</p>;
  const [entryX, bidX] = [distance.entryAt * WIDTH, distance.bidAt * WIDTH];
  const words = distance.ratio < 0 ? "⚠ through the stop" : `${formatPercent(distance.ratio, 2)} to the stop`;
  return (
    <div class="stop-bar">
      <svg viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="stop-bar-track" x="0" y="4" width={WIDTH} height="4" />
        <rect
          class={bidX >= entryX ? "stop-bar-gain" : "stop-bar-loss"}
          x={Math.min(entryX, bidX)}
          y="4"
          width={Math.abs(bidX - entryX)}
          height="4"
        />
        <rect class="stop-bar-stop" x="0" y="1" width="2" height="10" />
        <rect class="stop-bar-target" x={WIDTH - 2} y="1" width="2" height="10" />
        <rect class="stop-bar-entry" x={Math.max(0, entryX - 0.75)} y="2" width="1.5" height="8" />
        <rect class="stop-bar-bid" x={Math.min(WIDTH - 3, Math.max(0, bidX - 1.5))} y="0" width="3" height="12" />
      </svg>
      <span class={`stop-bar-words num ${distance.ratio < 0 ? "tone-loss" : ""}`}>{words}</span>
    </div>
  );
}
