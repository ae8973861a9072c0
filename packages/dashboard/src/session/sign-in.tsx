import { useState } from "preact/hooks";
import type { ApiFault } from "../api/client.ts";
import { faultWords } from "../api/fault-words.ts";
import { useDesk } from "../live/desk-context.ts";
import { Mark } from "../ui/icons.tsx";

/** The door. Shown whenever the server says that nobody is signed in. */
export function SignIn() {
  const desk = useDesk();
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    const answer = await desk.signIn(password);
    if (answer.ok) return;
    setBusy(false);
    setFailure(signInWords(answer.fault));
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit}>
        <h1 class="brand">
          <Mark />
          BotTrader
        </h1>
        <input type="text" name="username" autocomplete="username" value="operator" hidden readOnly />
        <label class="field">
          Operator password
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            // biome-ignore lint/a11y/noAutofocus: the page has this one field and nothing before it
            autoFocus
            value={password}
            aria-invalid={failure !== null}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {failure !== null && (
          <p class="form-fault" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" class="button button-strong" disabled={isBusy}>
          {isBusy ? "Signing in…" : "Sign in"}
        </button>
        <p class="sign-in-hint">
          It is the value of <code>OPERATOR_PASSWORD</code>; without one, a random password is printed once when the
          system starts.
        </p>
      </form>
    </main>
  );
}

function signInWords(fault: ApiFault): string {
  if (fault.kind === "signed_out") return "That is not the password.";
  if (fault.kind === "refused" && fault.status === 429) return "Too many tries. Wait a minute.";
  return faultWords(fault);
}
