/**
 * Finds the running system: what the operator says (`--url`, settings) over what the launcher wrote into `runtime.json`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ok, type Result } from "@bottrader/core";
import type { RawSettings } from "@bottrader/platform";
import { type CliFault, type CommandRequest, fail } from "../cli-command.ts";

export type RunningSystem = {
  /** Base addresses without a slash at the end. */
  readonly webhookUrl: string;
  /** Null when only the order manager's address was given. */
  readonly sighookUrl: string | null;
  readonly operatorToken: string | null;
  readonly webhookSecret: string | null;
};

type RuntimeFacts = { readonly [K in keyof RunningSystem | "databaseUrl"]: string | null };

const NOTHING: RuntimeFacts = {
  webhookUrl: null,
  sighookUrl: null,
  operatorToken: null,
  webhookSecret: null,
  databaseUrl: null,
};

/** Fault: nothing says where a system runs. Whether it answers is seen by whoever calls it. */
export function findRunningSystem(request: CommandRequest, raw: RawSettings): Result<RunningSystem, CliFault> {
  const homeDir = homeOf(raw, request.context.root);
  const url = request.options.text("url");
  const written = readRuntimeFile(homeDir) ?? NOTHING;
  // An address on the command line names another system than the one that runs here
  const found = { ...written, ...(url === null ? {} : { webhookUrl: url, sighookUrl: null }), ...givenSystem(raw) };
  const webhookUrl = url ?? found.webhookUrl;
  if (webhookUrl === null) {
    return fail(`nothing is running: there is no ${join(homeDir, "runtime.json")} (npm start writes it), and no --url`);
  }
  const strange = [webhookUrl, found.sighookUrl].find((address) => address !== null && !URL.canParse(address));
  if (strange !== undefined) return fail(`"${strange}" is not an address such as http://127.0.0.1:8080`);
  return ok({
    webhookUrl: withoutSlash(webhookUrl),
    sighookUrl: found.sighookUrl === null ? null : withoutSlash(found.sighookUrl),
    operatorToken: found.operatorToken,
    webhookSecret: found.webhookSecret,
  });
}

/** What the settings say; a default is not said by anybody. */
function givenSystem(raw: RawSettings): Partial<Record<keyof RunningSystem, string>> {
  const given = (field: keyof RunningSystem, name: string) => {
    const value = textOf(raw.get(name)?.value);
    return value === null ? {} : { [field]: value };
  };
  return {
    ...given("webhookUrl", "WEBHOOK_URL"),
    ...given("sighookUrl", "SIGHOOK_URL"),
    ...given("operatorToken", "OPERATOR_TOKEN"),
    ...given("webhookSecret", "WEBHOOK_SECRET"),
  };
}

/** `DATABASE_URL`, else the database of the running system; null when there is neither. */
export function findDatabaseUrl({ context }: CommandRequest, raw: RawSettings): string | null {
  return textOf(raw.get("DATABASE_URL")?.value) ?? readRuntimeFile(homeOf(raw, context.root))?.databaseUrl ?? null;
}

/** The launcher's folder: relative to the installation, as the launcher takes it. */
const homeOf = (raw: RawSettings, root: string): string =>
  resolve(root, textOf(raw.get("BOTTRADER_HOME")?.value) ?? ".bottrader");

/** Null when nothing runs, or when the file is not what the launcher writes. */
function readRuntimeFile(homeDir: string): RuntimeFacts | null {
  const path = join(homeDir, "runtime.json");
  if (!existsSync(path)) return null;
  const facts = parseObject(readFileSync(path, "utf8"));
  const urls = objectOf(facts?.["urls"]);
  if (facts === null) return null;
  return {
    webhookUrl: textOf(urls?.["webhook"]),
    sighookUrl: textOf(urls?.["sighook"]),
    operatorToken: textOf(facts["operatorToken"]),
    webhookSecret: textOf(facts["webhookSecret"]),
    databaseUrl: textOf(facts["databaseUrl"]),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;

/** An empty text is an absent one, as in env files. */
const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
