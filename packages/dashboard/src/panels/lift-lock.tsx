import type { LockView } from "@bottrader/contracts";
import { useState } from "preact/hooks";
import { lockName } from "../figures/lock-words.ts";
import { useDesk } from "../live/desk-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useAnnounce } from "../ui/notices.tsx";

interface LiftLockProps {
  readonly lock: LockView;
}

/** Lifts one lock, after asking. */
export function LiftLock({ lock }: LiftLockProps) {
  const desk = useDesk();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const [note, setNote] = useState("");
  const name = lock.symbol === null ? lockName(lock) : `${lockName(lock)} ${lock.symbol}`;
  return (
    <>
      <button type="button" class="button" aria-label={`Lift ${name}`} onClick={() => setAsking(true)}>
        Lift
      </button>
      {isAsking && (
        <ConfirmDialog
          title={`Lift “${name}”?`}
          confirmLabel="Lift the lock"
          isGrave
          onConfirm={() => desk.liftLock(lock.id, note.trim())}
          onClose={(isDone) => {
            if (isDone) announce(`“${name}” was lifted.`);
            setAsking(false);
          }}
        >
          <p>{lock.detail}</p>
          <p>{lock.remedy} Entries may follow at once.</p>
          <label class="field">
            Why (optional), kept with the lift
            <input name="note" maxLength={200} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </label>
        </ConfirmDialog>
      )}
    </>
  );
}
