import { randomBytes } from "node:crypto";

import { readText } from "./read-text.ts";
import { writePrivateFile } from "./write-private-file.ts";

const SECRET_BYTES = 18;

/** A random secret (24 URL-safe characters) that is made once, kept in a file of mode 0600 and read from it afterwards. */
export function readOrCreateSecret(path: string): string {
  const kept = readText(path)?.trim();
  if (kept !== undefined && kept !== "") return kept;
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  writePrivateFile(path, `${secret}\n`);
  return secret;
}
