import type { PositionView } from "@bottrader/contracts";
import { formatReading } from "../format/figures.ts";

type Verdict = PositionView["exitPlan"][number];

interface ExitPlanProps {
  readonly verdicts: readonly Verdict[];
}

const MARKS: { readonly [Kind in Verdict["verdict"]]: string } = { fired: "●", armed: "◐", idle: "○", blocked: "⊘" };

/** Every exit rule in order of precedence, with what it saw and what it waits for. */
export function ExitPlan({ verdicts }: ExitPlanProps) {
  if (verdicts.length === 0)
    return <p class="exit-plan-empty quiet">The exit policy has not looked at this position yet.</p>;
  return (
    <div class="scroll-x">
      <table class="table exit-plan">
        <caption class="visually-hidden">Exit rules, first that fires wins</caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="right">
              Value
            </th>
            <th scope="col" class="right">
              Threshold
            </th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ rule, verdict, value, threshold, detail }) => (
            <tr key={rule}>
              <th scope="row" class="code">
                {rule}
              </th>
              <td class={`verdict verdict-${verdict}`}>
                <span aria-hidden="true">{MARKS[verdict]}</span> {verdict}
              </td>
              <td class="right num">{formatReading(value)}</td>
              <td class="right num">{formatReading(threshold)}</td>
              <td class="wrap">{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
