import type { ComponentChildren } from "preact";
import { faultWords } from "../api/fault-words.ts";
import type { DeskData, ResourceName } from "../api/views.ts";
import { useDesk, useSlot } from "../live/desk-context.ts";
import { EmptyState, ErrorState, LoadingState } from "./states.tsx";

interface PanelProps<Name extends ResourceName> {
  readonly resource: Name;
  readonly title: string;
  /** How many rows, once known. */
  readonly count?: number | undefined;
  readonly tools?: ComponentChildren;
  /** What to say when the answer is an empty list. */
  readonly empty?: { readonly title: string; readonly detail: string };
  readonly children: (data: DeskData[Name]) => ComponentChildren;
}

/** A titled region fed by one resource; loading, failure, emptiness and stale figures look the same everywhere. */
export function Panel<Name extends ResourceName>(props: PanelProps<Name>) {
  const { resource, title, count, tools } = props;
  const { data, fault } = useSlot(resource);
  const headingId = `panel-${resource}`;
  return (
    <section class={`panel panel-${resource}`} aria-labelledby={headingId}>
      <header class="panel-head">
        <h2 id={headingId}>{title}</h2>
        {count !== undefined && <span class="count">{count}</span>}
        {data !== null && fault !== null && (
          <span class="panel-stale" role="status" title={faultWords(fault)}>
            not updated
          </span>
        )}
        {tools !== undefined && <div class="panel-tools">{tools}</div>}
      </header>
      <PanelBody {...props} />
    </section>
  );
}

function PanelBody<Name extends ResourceName>({ resource, empty, children }: PanelProps<Name>) {
  const desk = useDesk();
  const { data, fault } = useSlot(resource);
  if (data === null) {
    return fault === null ? <LoadingState /> : <ErrorState fault={fault} onRetry={() => desk.refresh(resource)} />;
  }
  if (empty !== undefined && Array.isArray(data) && data.length === 0) return <EmptyState {...empty} />;
  return <>{children(data)}</>;
}
