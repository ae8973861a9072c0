import type { TradingState } from "@bottrader/contracts";
import { useState } from "preact/hooks";
import { useDesk } from "../live/desk-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useAnnounce } from "../ui/notices.tsx";

interface StateWords {
  readonly label: string;
  readonly verb: string;
  readonly effect: string;
  readonly done: string;
}

const WORDS: { readonly [State in TradingState]: StateWords } = {
  active: {
    label: "Active",
    verb: "Resume",
    effect: "Entries are taken again: from signals, from alerts and by hand, within the risk limits.",
    done: "Trading is active.",
  },
  reducing: {
    label: "Reducing",
    verb: "Reduce",
    effect: "Exits only. Nothing is opened or added to; open positions end by their own exit plan.",
    done: "Reducing: exits only.",
  },
  halted: {
    label: "Halted",
    verb: "Halt",
    effect: "No entry leaves, whatever asks for it. Stops and exits of open positions keep working.",
    done: "Trading is halted.",
  },
};

const OTHERS: { readonly [State in TradingState]: readonly [TradingState, TradingState] } = {
  active: ["reducing", "halted"],
  reducing: ["active", "halted"],
  halted: ["active", "reducing"],
};

interface TradingStateControlProps {
  readonly current: TradingState;
}

/** The kill switch: what trading may do now, and the two ways to change that. */
export function TradingStateControl({ current }: TradingStateControlProps) {
  const [wanted, setWanted] = useState<TradingState | null>(null);
  const [first, second] = OTHERS[current];
  return (
    <fieldset class="trading-state" aria-label="Trading state">
      <span class={`state-pill state-${current}`} role="status" title={WORDS[current].effect}>
        <i class="state-mark" aria-hidden="true" />
        <span class="visually-hidden">Trading is </span>
        {WORDS[current].label}
      </span>
      <StateButton state={first} onPress={setWanted} />
      <StateButton state={second} onPress={setWanted} />
      {wanted !== null && <StateDialog wanted={wanted} onClose={() => setWanted(null)} />}
    </fieldset>
  );
}

interface StateButtonProps {
  readonly state: TradingState;
  readonly onPress: (state: TradingState) => void;
}

function StateButton({ state, onPress }: StateButtonProps) {
  return (
    <button type="button" class={`button ${state === "halted" ? "button-halt" : ""}`} onClick={() => onPress(state)}>
      {WORDS[state].verb}
    </button>
  );
}

interface StateDialogProps {
  readonly wanted: TradingState;
  readonly onClose: () => void;
}

function StateDialog({ wanted, onClose }: StateDialogProps) {
  const desk = useDesk();
  const announce = useAnnounce();
  const [reason, setReason] = useState("");
  const words = WORDS[wanted];
  return (
    <ConfirmDialog
      title={`${words.verb} trading?`}
      confirmLabel={`${words.verb} trading`}
      isGrave={wanted === "halted"}
      onConfirm={() => desk.setTradingState(wanted, reason.trim())}
      onClose={(isDone) => {
        if (isDone) announce(words.done);
        onClose();
      }}
    >
      <p>{words.effect}</p>
      <label class="field">
        Reason (optional), kept with the change
        <input name="reason" maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
    </ConfirmDialog>
  );
}
