/**
 * An alert becomes a protected position while a recording plays, and the operator sees it in a real browser.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { IntentView, OrderView, PositionView } from "@bottrader/contracts";
import { eventually } from "@bottrader/testkit";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Launched, launch, ROOT, type RunningFacts, readApi } from "../support/launch.ts";
import { writeRecording } from "../support/recording.ts";

const SYMBOL = "DOGE/USDT";
const START_MS = 120_000;
const PASSWORD = "an operator's password";
const { CHROMIUM_PATH: chromiumPath } = process.env;

type Items<T> = { readonly items: readonly T[] };
type CliResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

let system: Launched;
let facts: RunningFacts;

const bottrader = (...args: readonly string[]): Promise<CliResult> =>
  promisify(execFile)(process.execPath, [join(ROOT, "scripts/bottrader.mjs"), ...args], {
    cwd: ROOT,
    env: { ...process.env, BOTTRADER_HOME: system.homeDir },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code?: number; stdout: string; stderr: string }) => ({
      code: error.code ?? 1,
      stdout: error.stdout,
      stderr: error.stderr,
    }),
  );

const ordersOf = async (symbol: string): Promise<readonly OrderView[]> =>
  (await readApi<Items<OrderView>>(facts, `orders?symbol=${encodeURIComponent(symbol)}&limit=1000`)).items;

beforeAll(async () => {
  const dir = await writeRecording({ bars: 3_000, fromBar: 100 });
  system = launch({
    args: ["--candles", dir, "--speed", "60"],
    env: { OPERATOR_PASSWORD: PASSWORD, LOG_LEVEL: "warn" },
  });
  facts = await system.ready();
}, START_MS);

afterAll(async () => {
  await system?.stop();
});

describe("an alert on the running system", () => {
  test("is acknowledged with 202, becomes an order with a resting stop and target, and a repeat is a duplicate without a second order (F2, F6, I4)", async () => {
    const first = await bottrader("alert", "--symbol", SYMBOL, "--action", "buy", "--id", "e2e-1", "--json");
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain("202");

    await eventually(async () => (await readApi<readonly PositionView[]>(facts, "positions")).length === 1, {
      withinMs: 20_000,
    });
    const [position] = await readApi<readonly PositionView[]>(facts, "positions");
    expect(position).toMatchObject({ symbol: SYMBOL, trigger: "webhook", protection: { kind: "native" } });
    const { stop, target } = position?.protection ?? {};
    expect(Number(stop)).toBeGreaterThan(0);
    expect(Number(stop)).toBeLessThan(Number(position?.entryPrice));
    expect(Number(target)).toBeGreaterThan(Number(position?.entryPrice));

    const resting = (await ordersOf(SYMBOL)).filter((order) => order.state === "resting");
    expect(resting.map((order) => order.leg).toSorted()).toEqual(["stop", "target"]);
    for (const order of resting) expect(order.size).toBe(position?.size);

    const again = await bottrader("alert", "--symbol", SYMBOL, "--action", "buy", "--id", "e2e-1", "--json");
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("duplicate");
    expect((await ordersOf(SYMBOL)).filter((order) => order.leg === "entry")).toHaveLength(1);
  }, 60_000);

  test.skipIf(chromiumPath === undefined)(
    "the operator logs in, sees the protected position and closes it through the normal exit path",
    async () => {
      const browser = await openBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
        const problems = watchProblems(page);
        await page.goto(facts.urls.dashboard);
        await page.fill("input[name=password]", PASSWORD);
        await page.keyboard.press("Enter");
        const positions = page.getByRole("region", { name: "Open positions" });
        await positions.getByText(SYMBOL).first().waitFor();
        await page.getByText("RECORDED", { exact: false }).first().waitFor();
        await positions.getByRole("button", { name: `Close ${SYMBOL}` }).click();
        await page.getByRole("button", { name: `Sell ${SYMBOL}` }).click();
        await eventually(async () => (await readApi<readonly PositionView[]>(facts, "positions")).length === 0, {
          withinMs: 20_000,
        });
        await page
          .getByRole("region", { name: "Trades" })
          .getByRole("row", { name: /MANUAL/ })
          .first()
          .waitFor();
        expect(problems).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    90_000,
  );

  test("halt refuses new entries with a reason and keeps exits possible; resume lifts it (F54)", async () => {
    expect(await bottrader("halt", "--json")).toMatchObject({ code: 0 });
    expect(await bottrader("alert", "--symbol", SYMBOL, "--action", "buy", "--id", "e2e-2", "--json")).toMatchObject({
      code: 0,
    });
    const refused = async (): Promise<boolean> => {
      const { items } = await readApi<Items<IntentView>>(facts, "intents?limit=50");
      return items.some((intent) => intent.state === "rejected" && intent.reason === "STATE_HALTED");
    };
    await eventually(refused, { withinMs: 20_000 });
    expect(await bottrader("resume", "--json")).toMatchObject({ code: 0 });
    expect(await bottrader("doctor", "--json")).toMatchObject({ code: 0 });
  }, 60_000);

  test("wrong use of the command line names every fault and exits 2", async () => {
    const result = await bottrader("alert", "--symbol", SYMBOL, "--action", "hodl");
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("action");
  });
});

function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Errors of the page itself; the 401 before the login is the page finding out that it must ask. */
function watchProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("401")) problems.push(message.text());
  });
  return problems;
}
