/** The process behind `npm start`. */
import { fileURLToPath } from "node:url";

import { applyMigrations } from "@bottrader/store-prisma/migrate";

import { launch } from "./launch.ts";
import { createTerminal } from "./terminal.ts";

const stop = new AbortController();
// A terminal that is gone must not end the launcher before it has stopped what it started
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop.abort());
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop.abort());

process.exitCode = await launch({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  root: fileURLToPath(new URL("../../../", import.meta.url)),
  terminal: createTerminal(process.stdout, process.stderr),
  signal: stop.signal,
  migrate: applyMigrations,
});
