import type { ApiFault } from "../api/client.ts";
import { faultWords } from "../api/fault-words.ts";

interface EmptyStateProps {
  readonly title: string;
  readonly detail: string;
}

/** Nothing to show, and when there will be. */
export function EmptyState({ title, detail }: EmptyStateProps) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      <p class="state-detail">{detail}</p>
    </div>
  );
}

interface ErrorStateProps {
  readonly fault: ApiFault;
  readonly onRetry: () => void;
}

/** Nothing could be read, why, and a way to try again. */
export function ErrorState({ fault, onRetry }: ErrorStateProps) {
  return (
    <div class="state state-error" role="alert">
      <p class="state-title">Not available</p>
      <p class="state-detail">{faultWords(fault)}</p>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Holds the room of what is about to arrive. */
export function LoadingState() {
  return (
    <div class="state-loading">
      <span class="visually-hidden" role="status">
        Loading
      </span>
      <i />
      <i />
      <i />
    </div>
  );
}
