import { join } from "node:path";

import type { Settings } from "./merge-settings.ts";
import { readOrCreateSecret } from "./servers/read-or-create-secret.ts";

/** A secret, and whether it was made here (and may be shown) or given by the operator (and is his to know). */
export interface Credential {
  readonly value: string;
  readonly isGenerated: boolean;
}

export interface Credentials {
  readonly operatorPassword: Credential;
  readonly operatorToken: Credential;
  readonly webhookSecret: Credential;
  readonly internalToken: Credential;
}

/** The given secrets; those that are missing are made once and kept in the home folder, each in a file of mode 0600. */
export function readCredentials(settings: Settings, homeDir: string): Credentials {
  const credential = (name: string, file: string): Credential => {
    const given = settings[name];
    if (given !== undefined) return { value: given, isGenerated: false };
    return { value: readOrCreateSecret(join(homeDir, file)), isGenerated: true };
  };
  return {
    operatorPassword: credential("OPERATOR_PASSWORD", "operator-password"),
    operatorToken: credential("OPERATOR_TOKEN", "operator-token"),
    webhookSecret: credential("WEBHOOK_SECRET", "webhook-secret"),
    internalToken: credential("INTERNAL_TOKEN", "internal-token"),
  };
}
