import type { IntentView } from "@bottrader/contracts";
import { formatMoment } from "../format/time.ts";
import { useMarketNowMs, useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { SymbolButton } from "../ui/symbol-button.tsx";
import { Tag, type TagTone } from "../ui/tag.tsx";

export function IntentsPanel() {
  const { data } = useSlot("intents");
  return (
    <Panel
      resource="intents"
      title="Intents and alerts"
      count={data?.length}
      empty={{
        title: "No intent yet",
        detail: "Every decision and every alert shows here with what became of it and why.",
      }}
    >
      {(intents) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section class="scroll-y scroll-feed" tabIndex={0} aria-label="Intents, scrollable">
          <ol class="rows">
            {intents.map((intent) => (
              <IntentRow key={intent.intentId} intent={intent} />
            ))}
          </ol>
        </section>
      )}
    </Panel>
  );
}

const MARKS: { readonly [Type in IntentView["type"]]: string } = { entry: "▲", exit: "▼", cancel: "✕" };
const SIDES: { readonly [Type in IntentView["type"]]: string } = { entry: "buy", exit: "sell", cancel: "none" };

interface IntentRowProps {
  readonly intent: IntentView;
}

function IntentRow({ intent }: IntentRowProps) {
  const nowMs = useMarketNowMs();
  return (
    <li class="intent">
      <time class="quiet num" dateTime={intent.decidedAt}>
        {formatMoment(Date.parse(intent.decidedAt), nowMs)}
      </time>
      <span class={`side side-${SIDES[intent.type]}`}>
        <span aria-hidden="true">{MARKS[intent.type]}</span> {intent.type}
      </span>
      <SymbolButton symbol={intent.symbol} />
      <span class="code" title={`${intent.intentId}, from ${intent.producer}`}>
        {intent.trigger}
      </span>
      <span class="intent-fate">
        <Tag tone={fateTone(intent)}>{intent.state}</Tag>
        {intent.reason !== null && <span class="code quiet">{intent.reason}</span>}
      </span>
    </li>
  );
}

function fateTone({ settledAt, reason }: IntentView): TagTone {
  if (settledAt === null) return "info";
  return reason === null || reason === "INTENT_EXECUTED" ? "gain" : "warn";
}
