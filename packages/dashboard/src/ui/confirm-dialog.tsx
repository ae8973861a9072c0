import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Answer } from "../api/client.ts";
import { faultWords } from "../api/fault-words.ts";

interface ConfirmDialogProps {
  readonly title: string;
  readonly confirmLabel: string;
  readonly isGrave: boolean;
  /** What it will do, and any fields it needs. */
  readonly children: ComponentChildren;
  readonly onConfirm: () => Promise<Answer<unknown>>;
  /** Called once: after success, or when the operator turns back. */
  readonly onClose: (isDone: boolean) => void;
}

/** Asks before anything that trades or stops trading. Stays open with the reason when it was refused. */
export function ConfirmDialog({ title, confirmLabel, isGrave, children, onConfirm, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isDone = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const headingId = useId();
  useEffect(() => dialog.current?.showModal(), []);

  const confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    const answer = await onConfirm();
    setBusy(false);
    if (!answer.ok) {
      setFailure(faultWords(answer.fault));
      return;
    }
    isDone.current = true;
    // Closing, rather than just vanishing, gives the focus back to the button that asked.
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={headingId} onClose={() => onClose(isDone.current)}>
      <form onSubmit={confirm}>
        <h2 id={headingId}>{title}</h2>
        <div class="dialog-body">{children}</div>
        {failure !== null && (
          <p class="form-fault" role="alert">
            {failure}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Keep as it is
          </button>
          <button type="submit" class={isGrave ? "button button-grave" : "button button-strong"} disabled={isBusy}>
            {isBusy ? "Sending…" : confirmLabel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
