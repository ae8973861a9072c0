import { useState } from "preact/hooks";
import { distinctOf, filterTrades, type TradeFilter } from "../figures/filter-trades.ts";
import { sumDecimalTexts } from "../format/decimal-text.ts";
import { useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { SignedMoney } from "../ui/signed.tsx";
import { EmptyState } from "../ui/states.tsx";
import { TradesTable } from "./trades-table.tsx";

const NO_FILTER: TradeFilter = { symbol: "", exitReason: "" };

export function TradesPanel() {
  const { data } = useSlot("trades");
  const [filter, setFilter] = useState<TradeFilter>(NO_FILTER);
  const all = data ?? [];
  const shown = filterTrades(all, filter);
  return (
    <Panel
      resource="trades"
      title="Trades"
      count={data === null ? undefined : shown.length}
      empty={{
        title: "No trade yet",
        detail: "A trade is written when an exit has been filled, with the reason it was made for.",
      }}
      tools={
        all.length > 0 && (
          <>
            <span class="tools-sum">
              net <SignedMoney amount={sumDecimalTexts(shown.map((trade) => trade.pnl))} />
            </span>
            <Choice
              label="Symbol"
              all="All symbols"
              value={filter.symbol}
              choices={distinctOf(all, "symbol")}
              onChoose={(symbol) => setFilter({ ...filter, symbol })}
            />
            <Choice
              label="Exit reason"
              all="All exit reasons"
              value={filter.exitReason}
              choices={distinctOf(all, "exitReason")}
              onChoose={(exitReason) => setFilter({ ...filter, exitReason })}
            />
          </>
        )
      }
    >
      {() =>
        shown.length === 0 ? (
          <EmptyState title="No trade passes this filter" detail="Choose another symbol or exit reason." />
        ) : (
          <TradesTable trades={shown} />
        )
      }
    </Panel>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, all, value, choices, onChoose }: ChoiceProps) {
  return (
    <select class="select" aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">{all}</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  );
}
