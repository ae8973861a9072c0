import { useId, useState } from "preact/hooks";
import type { SignalView } from "../api/views.ts";
import { signalMarks } from "../figures/signal-marks.ts";
import { ChevronIcon } from "../ui/icons.tsx";
import { SymbolButton } from "../ui/symbol-button.tsx";
import { Tag, type TagTone } from "../ui/tag.tsx";
import { ScoreMeter } from "./score-meter.tsx";
import { SignalDetail } from "./signal-detail.tsx";

interface SignalRowProps {
  readonly signal: SignalView;
}

const ACTIONS: { readonly [Action in SignalView["action"]]: { readonly mark: string; readonly tone: TagTone } } = {
  buy: { mark: "▲ buy", tone: "gain" },
  sell: { mark: "▼ sell", tone: "loss" },
  hold: { mark: "hold", tone: "neutral" },
};

/** The last evaluation of one symbol: scores, one mark a component, and what the guards said. */
export function SignalRow({ signal }: SignalRowProps) {
  const [isOpen, setOpen] = useState(false);
  const detailId = useId();
  const action = ACTIONS[signal.action];
  const marks = signalMarks(signal.votes);
  const blocking = signal.trigger === null ? [] : signal.guards.filter((guard) => guard.verdict === "block");
  return (
    <li class="signal">
      <div class="signal-main">
        <SymbolButton symbol={signal.symbol} />
        <Tag tone={action.tone} title={signal.trigger === null ? undefined : `trigger ${signal.trigger}`}>
          {action.mark}
        </Tag>
        <div class="signal-scores">
          <ScoreMeter side="buy" signal={signal} />
          <ScoreMeter side="sell" signal={signal} />
        </div>
        <div class="votes">
          {marks.map(({ component, side, detail }) => (
            <span key={component} class={`vote vote-${side}`} title={`${component}: ${detail}`}>
              <span class="visually-hidden">{`${component} ${side}`}</span>
            </span>
          ))}
        </div>
        <button
          type="button"
          class="button button-quiet button-icon button-expand"
          aria-expanded={isOpen}
          aria-controls={detailId}
          aria-label={`Votes and guards of ${signal.symbol}`}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronIcon />
        </button>
      </div>
      {blocking.length > 0 && (
        <p class="signal-blocked">
          {signal.trigger} candidate blocked by{" "}
          {blocking.map((guard) => (
            <span key={guard.name} class="code" title={guard.detail}>
              {guard.name}{" "}
            </span>
          ))}
        </p>
      )}
      <div id={detailId} hidden={!isOpen}>
        {isOpen && <SignalDetail signal={signal} />}
      </div>
    </li>
  );
}
