import { useState } from "preact/hooks";
import type { GroupView, PerformanceView } from "../api/views.ts";
import { formatPercent } from "../format/figures.ts";
import { Panel } from "../ui/panel.tsx";
import { SignedMoney } from "../ui/signed.tsx";
import { EmptyState } from "../ui/states.tsx";

type Grouping = keyof PerformanceView["groups"];

const GROUPINGS: readonly { readonly key: Grouping; readonly label: string }[] = [
  { key: "exitReason", label: "Exit reason" },
  { key: "trigger", label: "Trigger" },
  { key: "symbol", label: "Symbol" },
];

/** Where the money was made and lost. */
export function PerformancePanel() {
  const [grouping, setGrouping] = useState<Grouping>("exitReason");
  return (
    <Panel
      resource="performance"
      title="Performance by"
      tools={
        <fieldset class="segments" aria-label="Group by">
          {GROUPINGS.map(({ key, label }) => (
            <button key={key} type="button" aria-pressed={grouping === key} onClick={() => setGrouping(key)}>
              {label}
            </button>
          ))}
        </fieldset>
      }
    >
      {({ groups }) =>
        groups[grouping].length === 0 ? (
          <EmptyState
            title="No trade to group yet"
            detail="Counts, win rates and P&L appear with the first closed trade."
          />
        ) : (
          <GroupTable groups={groups[grouping]} />
        )
      }
    </Panel>
  );
}

interface GroupTableProps {
  readonly groups: readonly GroupView[];
}

function GroupTable({ groups }: GroupTableProps) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col" class="right">
            Trades
          </th>
          <th scope="col" class="right">
            Win rate
          </th>
          <th scope="col" class="right">
            P&L
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ key, metrics }) => (
          <tr key={key}>
            <th scope="row" class="code">
              {key}
            </th>
            <td class="right num">{metrics.trades}</td>
            <td class={`right num ${metrics.enoughTrades ? "" : "uncertain"}`} title={winRateTitle(metrics)}>
              {formatPercent(metrics.winRate, 0)}
            </td>
            <td class="right">
              <SignedMoney amount={metrics.totalPnl} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function winRateTitle({ ci95, enoughTrades }: GroupView["metrics"]): string {
  const interval = ci95.winRate;
  const range =
    interval === null ? "no interval" : `95 % interval ${formatPercent(interval[0])} to ${formatPercent(interval[1])}`;
  return enoughTrades ? range : `${range}; not enough trades`;
}
