import { ok, type Result } from "@bottrader/core";
import { type CliFault, type CommandRequest, fail, refuse } from "../cli-command.ts";
import { readRawSettings } from "../settings/read-command-settings.ts";
import { callService, describeRefusal, isSuccess } from "./call-service.ts";
import { findRunningSystem } from "./find-running-system.ts";

/** Where to send what, below `/api/v1`. */
export type Operation = { readonly path: string; readonly body: Readonly<Record<string, unknown>> };

/**
 * Asks the running order manager to do something, as the operator. Settings are not checked for it: whoever must stop trading
 * must not be stopped by a bad line in an env file. Gives the body of the answer.
 */
export async function operate(request: CommandRequest, { path, body }: Operation): Promise<Result<unknown, CliFault>> {
  const raw = readRawSettings(request);
  const { faults } = request.options;
  if (faults.length > 0) return refuse(faults);
  const system = findRunningSystem(request, raw);
  if (!system.ok) return system;
  const { webhookUrl, operatorToken: token } = system.value;
  if (token === null) return fail("OPERATOR_TOKEN is not set, and no running system here has written one down");
  const answer = await callService({ url: `${webhookUrl}/api/v1/${path}`, body, token });
  if (!answer.ok) return answer;
  return isSuccess(answer.value) ? ok(answer.value.body) : fail(describeRefusal(answer.value));
}
