import { useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { SignalRow } from "./signal-row.tsx";

export function SignalsPanel() {
  const { data } = useSlot("signals");
  return (
    <Panel
      resource="signals"
      title="Last signals"
      count={data?.length}
      empty={{
        title: "No signal yet",
        detail: "Each symbol shows here once its indicators have warmed up on closed bars.",
      }}
    >
      {(signals) => (
        <ul class="rows">
          {signals.map((signal) => (
            <SignalRow key={signal.symbol} signal={signal} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
