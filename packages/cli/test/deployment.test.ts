/** What can be checked of the images and the compose file without a Docker engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SETTING_NAMES, settingsCatalogue } from "@bottrader/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { REPOSITORY } from "./harness.ts";

type Service = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly env_file?: readonly string[];
  readonly build?: { readonly dockerfile: string };
  readonly [key: string]: unknown;
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, null>>;
};

const read = (path: string): string => readFileSync(join(REPOSITORY, path), "utf8");
const compose = parse(read("docker-compose.aws.yml"), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const service = (name: string): Service => compose.services[name] ?? {};
const names: readonly string[] = SETTING_NAMES;

describe("docker-compose.aws.yml", () => {
  test("runs five things and nothing else", () => {
    expect(Object.keys(compose.services)).toEqual(["postgres", "redis", "migrate", "webhook", "sighook"]);
  });

  test("publishes the order manager to the host alone, and no database at all", () => {
    expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`))).toEqual([
      "webhook 127.0.0.1:8080:8080",
    ]);
    expect(compose.networks["data"]).toEqual({ internal: true });
    for (const name of ["postgres", "redis", "migrate"]) expect(service(name).networks).toEqual(["data"]);
  });

  test("neither service waits for the other: each degrades and goes on by itself (P04)", () => {
    for (const name of ["webhook", "sighook"]) {
      expect(service(name).depends_on).toEqual({ migrate: { condition: "service_completed_successfully" } });
    }
  });

  test("Redis keeps what it is given: appended to a file, never evicted (F44)", () => {
    const command = (service("redis").command ?? []).join(" ");
    expect(command).toContain("--appendonly yes");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(service("redis").volumes).toEqual(["redis-data:/data"]);
  });

  test("everything that lasts comes back after a crash, within a memory limit, on a root it cannot write", () => {
    for (const [name, one] of services) {
      expect([name, one["restart"]]).toEqual([name, name === "migrate" ? "no" : "unless-stopped"]);
      expect([name, one["read_only"], typeof one["mem_limit"]]).toEqual([name, true, "string"]);
    }
    for (const name of ["postgres", "redis"]) expect(service(name)["healthcheck"]).toHaveProperty("test");
  });

  test("sets only settings that exist, and no secret by value", () => {
    for (const name of ["migrate", "webhook", "sighook"]) {
      const variables = Object.keys(service(name).environment ?? {});
      const settings = variables.map((variable) => variable.replace(/_FILE$/, ""));
      expect(settings.filter((setting) => !names.includes(setting))).toEqual([]);
      const secrets = SETTING_NAMES.filter((setting) => settingsCatalogue[setting].secret);
      // Redis has no password here: nobody but the services is on its network
      const inline = variables.filter((variable) => secrets.some((secret) => secret === variable));
      expect(inline.filter((variable) => variable !== "REDIS_URL")).toEqual([]);
    }
  });

  test("every secret and volume that is used is declared, and every one declared is used", () => {
    const used = (pick: (one: Service) => readonly string[]) =>
      [...new Set(services.flatMap(([, one]) => pick(one)))].toSorted();
    expect(used(({ secrets = [] }) => secrets)).toEqual(Object.keys(compose.secrets).toSorted());
    const volumes = used(({ volumes: mounted = [] }) => mounted.map((mount) => mount.split(":")[0] ?? ""));
    expect(volumes).toEqual(Object.keys(compose.volumes).toSorted());
    for (const [, one] of services) {
      const files = Object.entries(one.environment ?? {}).filter(([variable]) => variable.endsWith("_FILE"));
      for (const [, path] of files) expect(one.secrets).toContain(path.replace("/run/secrets/", ""));
    }
  });

  test("builds from files that are there, and reads env files whose examples are there", () => {
    const dockerfiles = services.flatMap(([, { build }]) => build?.dockerfile ?? []);
    const examples = services.flatMap(([, { env_file: files = [] }]) =>
      files.map((file) => file.replace(/\.env$/, ".example")),
    );
    const missing = [...dockerfiles, ...examples].filter((file) => !existsSync(join(REPOSITORY, file)));
    expect(missing).toEqual([]);
    expect(dockerfiles.length + examples.length).toBe(7);
  });
});

describe.each(["webhook", "sighook"])("%s.Dockerfile", (name) => {
  const text = read(`deploy/docker/${name}.Dockerfile`);
  const runtime = text.slice(text.lastIndexOf("FROM "));

  test("builds with the package manager of the repository on an LTS Node", () => {
    const { packageManager } = JSON.parse(read("package.json")) as { packageManager: string };
    expect(text).toContain(packageManager);
    expect(text).toContain("ARG NODE_IMAGE=node:24-bookworm-slim");
  });

  test("runs as nobody in particular, proves as that user that it loads, and says whether it lives (P09)", () => {
    const user = runtime.indexOf("USER 10001:10001");
    expect(user).toBeGreaterThan(0);
    expect(runtime.indexOf(`import('/app/services/${name}/dist/compose.js')`)).toBeGreaterThan(user);
    expect(runtime).toMatch(/HEALTHCHECK .*\n.*\/healthz/);
    expect(runtime).toContain(`CMD ["node", "--enable-source-maps", "services/${name}/dist/main.js"]`);
  });

  test("ships no source and no development dependency", () => {
    expect(text).toContain(`--prod --frozen-lockfile --offline --ignore-scripts`);
    expect(text).toContain(`--filter-prod=@bottrader/${name}...`);
    expect(runtime.match(/^COPY .*/gm)).toEqual(["COPY --from=build /out /app"]);
  });
});

test("example env files hold every setting once, all of them commented out", () => {
  const folder = join(REPOSITORY, "deploy", "env");
  const lines = readdirSync(folder)
    .filter((file) => file.endsWith(".example"))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  const said = lines.flatMap((line) => /^#([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
  expect(said.toSorted()).toEqual([...names].toSorted());
});
