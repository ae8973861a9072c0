/**
 * What the account began with, and what it is worth now: the running order manager knows. Without one, the setting for a new paper
 * account says the first, and nobody the second.
 */
import { type AccountView, accountView, type ResolvedSettings, toMs } from "@bottrader/contracts";
import { quote } from "@bottrader/core";
import type { RawSettings } from "@bottrader/platform";
import type { EquityRecord } from "@bottrader/ports";
import type { CommandRequest } from "../cli-command.ts";
import { callService } from "../running/call-service.ts";
import { findRunningSystem } from "../running/find-running-system.ts";
import type { StartingEquity } from "./check-equity.ts";

/** Null in live mode without a running order manager: an exchange account has no setting that says what it began with. */
export async function findStartingEquity(
  request: CommandRequest,
  raw: RawSettings,
  { values }: ResolvedSettings,
): Promise<StartingEquity | null> {
  const told = await askOrderManager(request, raw);
  if (told !== null) return told;
  if (values.TRADING_MODE === "live") return null;
  return { amount: quote(values.PAPER_STARTING_CASH), source: "PAPER_STARTING_CASH", now: null };
}

async function askOrderManager(request: CommandRequest, raw: RawSettings): Promise<StartingEquity | null> {
  const system = findRunningSystem(request, raw);
  if (!system.ok || system.value.operatorToken === null) return null;
  const { webhookUrl, operatorToken: token } = system.value;
  const answer = await callService({ url: `${webhookUrl}/api/v1/account`, token });
  const account = accountView.safeParse(answer.ok ? answer.value.body : null);
  if (!account.success) return null;
  const { startingEquity } = account.data;
  return { amount: quote(startingEquity), source: "the running order manager", now: pointOf(account.data) };
}

const pointOf = (account: AccountView): EquityRecord => ({
  atMs: toMs(account.at),
  cash: quote(account.cash),
  realised: quote(account.realised),
  unrealised: quote(account.unrealised),
  equity: quote(account.equity),
});
