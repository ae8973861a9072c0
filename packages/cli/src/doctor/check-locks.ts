/** How many locks keep entries out. Never a fault: a lock that holds is doing its work. */
import { lockListView } from "@bottrader/contracts";
import { callService } from "../running/call-service.ts";
import type { RunningSystem } from "../running/find-running-system.ts";
import { type HealthCheck, holds } from "./health-check.ts";

export async function checkLocks({ webhookUrl, operatorToken }: RunningSystem): Promise<HealthCheck> {
  const name = "locks on entries";
  if (operatorToken === null) return holds(name, "not asked for: the operator token is not known here");
  const answer = await callService({ url: `${webhookUrl}/api/v1/locks`, token: operatorToken });
  const locks = lockListView.safeParse(answer.ok ? answer.value.body : null);
  if (!locks.success) return holds(name, "not told by the order manager");
  const ids = locks.data.map(({ id }) => id);
  return holds(name, ids.length === 0 ? "none" : `${ids.length}: ${ids.join(", ")}`);
}
