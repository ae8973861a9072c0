import type { PositionView } from "@bottrader/contracts";
import { useId, useState } from "preact/hooks";
import { formatPrice, formatSize } from "../format/figures.ts";
import { formatDuration } from "../format/time.ts";
import { useMarketNowMs } from "../live/desk-context.ts";
import { ChevronIcon } from "../ui/icons.tsx";
import { SignedMoney, SignedPercent } from "../ui/signed.tsx";
import { SymbolButton } from "../ui/symbol-button.tsx";
import { Tag } from "../ui/tag.tsx";
import { ClosePosition } from "./close-position.tsx";
import { ExitPlan } from "./exit-plan.tsx";
import { StopBar } from "./stop-bar.tsx";

interface PositionCardProps {
  readonly position: PositionView;
}

/** One position: what it is worth, what protects it, and on demand every rule that could end it. */
export function PositionCard({ position }: PositionCardProps) {
  const [isOpen, setOpen] = useState(false);
  const planId = useId();
  const nowMs = useMarketNowMs();
  const heldMs = nowMs === null ? Number.NaN : nowMs - Date.parse(position.openedAt);
  return (
    <li class={`position ${position.protection.kind === "none" ? "position-naked" : ""}`}>
      <div class="position-main">
        <div class="position-what">
          <SymbolButton symbol={position.symbol} />
          <span class="quiet num">
            {formatSize(position.size)} · {position.trigger} · {formatDuration(heldMs)}
          </span>
        </div>
        <dl class="pair">
          <dt>Entry</dt>
          <dd class="num">{formatPrice(position.entryPrice)}</dd>
          <dt>Bid</dt>
          <dd class="num">{position.bid === null ? "no quote" : formatPrice(position.bid)}</dd>
        </dl>
        <div class="position-pnl" title="Net of fees at the price it could be sold for now">
          <SignedMoney amount={position.pnl} />
          <SignedPercent ratio={position.pnlPct} />
        </div>
        <Protection position={position} />
        <div class="position-tools">
          <button
            type="button"
            class="button button-quiet button-expand"
            aria-expanded={isOpen}
            aria-controls={planId}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronIcon />
            Exit plan
          </button>
          <ClosePosition position={position} />
        </div>
      </div>
      <div id={planId} hidden={!isOpen}>
        {isOpen && <ExitPlan verdicts={position.exitPlan} />}
      </div>
    </li>
  );
}

const KIND_TITLES: { readonly [Kind in PositionView["protection"]["kind"]]: string } = {
  native: "Stop and target were attached at the entry and rest at the venue",
  oco: "Stop and target rest at the venue; one cancels the other",
  stop: "The stop rests at the venue; the target is swapped in when price nears it",
  emulated: "Nothing rests at the venue: the system watches and sells by itself",
  none: "NOTHING protects this position",
};

function Protection({ position }: PositionCardProps) {
  const { protection, trailingStop } = position;
  const isNaked = protection.kind === "none";
  return (
    <div class="protection">
      <StopBar position={position} />
      <p class="protection-levels num">
        <Tag
          tone={isNaked ? "loss" : protection.kind === "emulated" ? "warn" : "info"}
          title={KIND_TITLES[protection.kind]}
        >
          {isNaked ? "UNPROTECTED" : protection.kind}
        </Tag>
        <span class="level level-stop">stop {protection.stop === null ? "none" : formatPrice(protection.stop)}</span>
        {trailingStop !== null && <span class="level level-trail">trail {formatPrice(trailingStop)}</span>}
        <span class="level level-target">
          target {protection.target === null ? "none" : formatPrice(protection.target)}
        </span>
      </p>
    </div>
  );
}
