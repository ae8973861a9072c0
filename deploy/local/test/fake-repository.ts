import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A service that answers like ours and writes down what it was given and when it was stopped. */
const SERVICE = `
const { appendFileSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { basename, dirname, join } = require("node:path");
const name = basename(dirname(__dirname));
const home = process.env.BOTTRADER_HOME;
const port = Number(name === "webhook" ? process.env.PORT : process.env.SIGHOOK_PORT);
writeFileSync(join(home, name + ".env.json"), JSON.stringify(process.env));
if (process.env.FAKE_FAULT === name) { console.log(JSON.stringify({ level: 60, msg: "cannot start", err: { message: "no key" } })); process.exit(1); }
let polls = 0;
createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  if (request.url === "/api/v1/tape") {
    polls += 1;
    const state = process.env.FAKE_TAPE ?? (polls > 2 ? "done" : "playing");
    response.end(JSON.stringify({ state, atMs: 1600000000000, barsDone: polls, barsTotal: 3, error: "bad candle" }));
  } else response.end("{}");
}).listen(port, "127.0.0.1");
process.on("SIGTERM", () => { appendFileSync(join(home, "stopped.txt"), name + "\\n"); process.exit(0); });
`;

const CLI = `
require("node:fs").writeFileSync(require("node:path").join(process.env.BOTTRADER_HOME, "report.txt"), process.argv.slice(2).join(" "));
process.exit(Number(process.env.FAKE_REPORT_CODE ?? 0));
`;

/** Lays out what the launcher expects of the repository, with tiny programs in place of the services and the command line. */
export function writeFakeRepository(root: string): void {
  const write = (folder: string, text: string): void => {
    mkdirSync(join(root, folder, "dist"), { recursive: true });
    writeFileSync(join(root, folder, "dist", "main.js"), text);
  };
  write("services/webhook", SERVICE);
  write("services/sighook", SERVICE);
  write("packages/cli", CLI);
  writeFileSync(join(root, "package.json"), "{}");
}
