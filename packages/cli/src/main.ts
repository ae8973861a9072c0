/** The process behind `bottrader`. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TextSink } from "./cli-context.ts";
import { runCli } from "./run-cli.ts";

const ID_BYTES = 8;

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

// Whoever reads the result may stop reading, as `head` does; that is no failure
process.stdout.on("error", () => process.exit(0));

const sink = (stream: NodeJS.WriteStream): TextSink => ({
  isTerminal: stream.isTTY,
  write: (text) =>
    new Promise((resolve) => {
      stream.write(text, () => resolve());
    }),
});

process.exitCode = await runCli(
  { argv: process.argv.slice(2), version },
  {
    env: process.env,
    cwd: process.cwd(),
    root: fileURLToPath(new URL("../../../", import.meta.url)),
    nowMs: () => Date.now(),
    randomId: () => randomBytes(ID_BYTES).toString("hex"),
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
  },
);
