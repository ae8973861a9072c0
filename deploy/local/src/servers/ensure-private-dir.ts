import { chmodSync, mkdirSync } from "node:fs";

/** Makes a folder that only its owner may enter (mode 0700), also when it was there before with a wider mode. */
export function ensurePrivateDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}
