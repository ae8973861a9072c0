import type { SignalView } from "../api/views.ts";
import { scoreReach } from "../figures/signal-marks.ts";
import { formatFactor } from "../format/figures.ts";

interface ScoreMeterProps {
  readonly side: "buy" | "sell";
  readonly signal: SignalView;
}

const WIDTH = 100;

/** One side's score on the way to the largest it could reach, with its target when known. */
export function ScoreMeter({ side, signal }: ScoreMeterProps) {
  const reach = scoreReach(signal.votes, side);
  const score = signal.score[side];
  const target = signal.target?.[side];
  const place = (value: number): number => (reach > 0 ? Math.min(1, Math.max(0, value / reach)) * WIDTH : 0);
  const words = `${side} score ${formatFactor(score, 1)}${target === undefined ? "" : `, target ${formatFactor(target, 1)}`}, at most ${formatFactor(reach, 1)}`;
  return (
    <span class={`meter meter-${side}`} title={words}>
      <svg viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" role="img" aria-label={words}>
        <rect class="meter-track" width={WIDTH} height="6" />
        <rect class="meter-fill" width={place(score)} height="6" />
        {target !== undefined && <rect class="meter-target" x={place(target) - 1} width="2" height="6" />}
      </svg>
      <span class="num" aria-hidden="true">
        {formatFactor(score, 1)}
      </span>
    </span>
  );
}
