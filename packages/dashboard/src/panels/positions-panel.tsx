import { useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { PositionCard } from "./position-card.tsx";

export function PositionsPanel() {
  const { data } = useSlot("positions");
  return (
    <Panel
      resource="positions"
      title="Open positions"
      count={data?.length}
      empty={{
        title: "No open position",
        detail: "A position appears here with its stop and target as soon as an entry is filled.",
      }}
    >
      {(positions) => (
        <ul class="rows">
          {positions.map((position) => (
            <PositionCard key={position.id} position={position} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
