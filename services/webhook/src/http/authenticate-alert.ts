/**
 * Who may send alerts. Authentication comes before anything is believed about the body, and every failure looks the same.
 */
import { createHmac } from "node:crypto";
import { isSameSecret } from "@bottrader/platform";

export type AlertSecrets = {
  /** Secrets that are valid now: one, or two while senders are moved over. */
  readonly secrets: readonly string[];
  readonly isOpen: boolean;
};

export type AlertCredentials = {
  readonly pathToken: string | null;
  readonly bodySecret: string | null;
  /** `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
  readonly signature: string | null;
  readonly rawBody: Buffer;
  readonly nowMs: number;
};

const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const SIGNATURE_AGE_MAX_MS = 300_000;

export function isAuthentic(access: AlertSecrets, given: AlertCredentials): boolean {
  if (access.isOpen) return true;
  const { pathToken, bodySecret } = given;
  // Every secret is compared every time: how long it takes must not tell which one was nearly right
  const matches = access.secrets.map((secret) => {
    const byPath = isSameSecret(pathToken ?? "", secret);
    const byBody = isSameSecret(bodySecret ?? "", secret);
    const bySignature = isSignedBy(secret, given);
    return byPath || byBody || bySignature;
  });
  return matches.includes(true);
}

function isSignedBy(secret: string, given: AlertCredentials): boolean {
  const match = SIGNATURE.exec(given.signature ?? "");
  const seconds = match?.[1] ?? "0";
  const expected = createHmac("sha256", secret).update(`${seconds}.`).update(given.rawBody).digest("hex");
  const isFresh = Math.abs(given.nowMs - Number(seconds) * 1_000) <= SIGNATURE_AGE_MAX_MS;
  return isSameSecret(match?.[2] ?? "", expected) && isFresh;
}
