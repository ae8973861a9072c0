/** Runs a command in this process, with streams that remember and a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import { runCli, type TextSink } from "../src/index.ts";

export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

export type CliRun = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stderr without the name in front. */
  readonly faults: readonly string[];
};

export type CliOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly root?: string;
  readonly nowMs?: number;
};

export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const written = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof written): TextSink => ({
    isTerminal: false,
    write: async (text) => {
      written[name] += text;
    },
  });
  const cwd = options.cwd ?? tmpdir();
  const code = await runCli(
    { argv, version: "1.2.3" },
    {
      env: options.env ?? {},
      cwd,
      root: options.root ?? cwd,
      nowMs: () => options.nowMs ?? Date.UTC(2026, 0, 31),
      randomId: () => "fresh",
      stdout: sink("stdout"),
      stderr: sink("stderr"),
    },
  );
  const faults = written.stderr.split("\n").filter((line) => line.startsWith("bottrader: "));
  return { code, ...written, faults: faults.map((line) => line.slice("bottrader: ".length)) };
}

const undos: (() => void)[] = [];
afterEach(() => {
  for (const undo of undos.splice(0)) undo();
});

/** A folder that is gone after the test, with these files. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "bottrader-cli-"));
  undos.push(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
};

export type LoopbackService = { readonly url: string; readonly seen: readonly SeenRequest[] };

type Answer = { readonly status: number; readonly body: unknown };

/** A service on loopback that answers by path and remembers; a path without an answer is 404. */
export async function loopback(answers: Readonly<Record<string, Answer>>): Promise<LoopbackService> {
  const seen: SeenRequest[] = [];
  const server: Server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const path = request.url ?? "";
      seen.push({
        method: request.method ?? "",
        path,
        authorization: request.headers.authorization ?? null,
        body: text === "" ? null : JSON.parse(text),
      });
      const answer = answers[path] ?? { status: 404, body: { error: { code: "NOT_FOUND", message: path } } };
      response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undos.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

/** What the launcher writes while a system runs. */
export const runtimeFile = (facts: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => ({
  ".bottrader/runtime.json": JSON.stringify(facts),
});
