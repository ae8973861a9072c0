import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of the named programs that is found on a search path, as an absolute file name. */
export function findOnPath(names: readonly string[], searchPath: string | undefined): string | undefined {
  const folders = (searchPath ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
