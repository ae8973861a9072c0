import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for one test file; its name has a space and its parent may be entered by its owner only, like a home folder. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  // mkdtemp makes folders of mode 0700
  const parent = mkdtempSync(join(tmpdir(), "bottrader-local-"));
  const path = join(parent, "a folder with spaces");
  mkdirSync(path);
  return { path, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
