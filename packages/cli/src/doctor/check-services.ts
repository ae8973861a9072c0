/** Whether both services live, are ready, and run under the same configuration. */
import { callService, type ServiceAnswer } from "../running/call-service.ts";
import type { RunningSystem } from "../running/find-running-system.ts";
import { broken, type HealthCheck, holds } from "./health-check.ts";

type Service = { readonly name: string; readonly url: string };

export async function checkServices(system: RunningSystem): Promise<readonly HealthCheck[]> {
  const services: readonly Service[] = [
    { name: "order manager", url: system.webhookUrl },
    ...(system.sighookUrl === null ? [] : [{ name: "signal service", url: system.sighookUrl }]),
  ];
  const seen = await Promise.all(services.map(checkService));
  const hashes = [...new Set(seen.flatMap(({ configHash }) => configHash ?? []))];
  const same =
    hashes.length > 1
      ? broken(
          "same configuration",
          `the services run under ${hashes.join(" and ")}: start both with the same settings`,
        )
      : holds("same configuration", hashes[0] ?? "no service told its own");
  return [...seen.flatMap(({ checks }) => checks), ...(services.length > 1 ? [same] : [])];
}

type Seen = { readonly checks: readonly HealthCheck[]; readonly configHash: string | null };

async function checkService({ name, url }: Service): Promise<Seen> {
  const answer = await callService({ url: `${url}/readyz` });
  if (!answer.ok) return { checks: [broken(name, answer.error.messages.join("; "))], configHash: null };
  const facts = factsOf(answer.value);
  const ready =
    answer.value.status === 200
      ? holds(name, `ready, release ${facts.release ?? "not told"}`)
      : broken(name, `not ready (${answer.value.status})`);
  const dependencies = facts.dependencies.map((one): HealthCheck => ({ ...one, name: `${name}: ${one.name}` }));
  return { checks: [ready, ...dependencies], configHash: facts.configHash };
}

type Facts = {
  readonly release: string | null;
  readonly configHash: string | null;
  readonly dependencies: readonly HealthCheck[];
};

function factsOf({ body }: ServiceAnswer): Facts {
  const fields = recordOf(body);
  const { release, configHash, dependencies } = fields;
  return {
    release: typeof release === "string" ? release : null,
    configHash: typeof configHash === "string" ? configHash : null,
    dependencies: Array.isArray(dependencies) ? dependencies.map(dependencyOf) : [],
  };
}

function dependencyOf(value: unknown): HealthCheck {
  const { name, ok, detail } = recordOf(value);
  return { name: String(name), holds: ok === true, detail: typeof detail === "string" ? detail : "" };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
