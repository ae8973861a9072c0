/**
 * Who may import whom. Each rule has a canary in test/boundaries/canary that it must refuse; scripts/check-boundaries.mjs proves it.
 * Paths of packages that could not be resolved stand as they were written, so library patterns match both forms.
 */
const workspace = (...names) => `^(packages/(${names.join("|")})/|@bottrader/(${names.join("|")})(/|$))`;
const library = (...names) => `(^|node_modules/)(${names.join("|")})(/|$)`;

const ADAPTERS = ["exchange-ccxt", "exchange-paper", "store-prisma", "queue-bullmq"];
const PACKAGES = [
  "core",
  "contracts",
  "ports",
  "engine",
  "replay",
  "platform",
  "cli",
  "testkit",
  "dashboard",
  ...ADAPTERS,
];
const SERVICES = ["sighook", "webhook"];
const ANY_WORKSPACE = "^(packages|services|deploy)/|^@bottrader/";

/** A package imports these packages of the workspace and no other; libraries and Node are not this rule's matter. */
const mayImport = (name, ...allowed) => ({
  name: `${name}-direction`,
  comment: `${name} imports ${allowed.length === 0 ? "no other package" : allowed.join(", ")} and nothing else of the workspace`,
  severity: "error",
  from: { path: `^packages/${name}/src/` },
  to: { path: ANY_WORKSPACE, pathNot: workspace(name, ...allowed) },
});

/** One package talks to a library; everybody else talks to that package. */
const onlyIn = (owner, ...libraries) => ({
  name: `only-${owner}-imports-${libraries[0].replace(/[^a-z0-9]+/g, "-").replace(/^-/, "")}`,
  comment: `${libraries.join(", ")} belong to packages/${owner}`,
  severity: "error",
  from: { path: "^(packages|services|deploy)/", pathNot: `^packages/${owner}/` },
  to: { path: library(...libraries) },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "modules that import each other; what Prisma generates is not ours to order",
      severity: "error",
      from: { pathNot: "/src/generated/" },
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      comment: "an import that leads nowhere: undeclared, misspelt, or past a package's exports",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-reaching-into-packages",
      comment: "another package is imported by its name, through its exports, not by a relative path",
      severity: "error",
      from: { path: "^((packages|services)/[^/]+|deploy/local)/src/" },
      to: { path: "^(packages|services|deploy)/", pathNot: "^$1/", dependencyTypes: ["local"] },
    },
    {
      name: "core-is-pure",
      comment: "core imports itself and decimal.js: no Node, no clock, no library",
      severity: "error",
      from: { path: "^packages/core/src/" },
      to: { pathNot: ["^packages/core/src/", library("decimal\\.js")] },
    },
    {
      name: "engine-has-no-io",
      comment: "the engine uses no module of Node: time and effects are arguments",
      severity: "error",
      from: { path: "^packages/engine/src/" },
      to: { dependencyTypes: ["core"] },
    },
    mayImport("contracts", "core"),
    mayImport("ports", "core", "contracts"),
    mayImport("engine", "core", "contracts", "ports"),
    mayImport("replay", "core", "contracts", "ports", "engine", "exchange-paper"),
    mayImport("cli", "core", "contracts", "ports", "engine", "replay", "platform", "store-prisma"),
    mayImport("platform"),
    mayImport("dashboard", "contracts"),
    ...ADAPTERS.map((name) => mayImport(name, "core", "contracts", "ports", "platform")),
    {
      name: "services-are-strangers",
      comment: "services meet in the queue, in the database and over HTTP, never in code",
      severity: "error",
      from: { path: "^services/([^/]+)/" },
      to: { path: "^services/|^@bottrader/(sighook|webhook)(/|$)", pathNot: "^services/$1/" },
    },
    {
      name: "nothing-imports-a-service",
      comment: "a service is an end, not a part",
      severity: "error",
      from: { path: "^(packages|deploy)/" },
      to: { path: workspace(...SERVICES).replace("packages/", "services/") },
    },
    {
      name: "adapters-meet-in-compose",
      comment:
        "a service chooses its adapters in compose.ts, or the folder compose/ beside it; everything else in it knows ports only",
      severity: "error",
      from: { path: "^services/[^/]+/src/", pathNot: "^services/[^/]+/src/compose(/|\\.ts$)" },
      to: { path: workspace(...ADAPTERS) },
    },
    {
      name: "local-starts-things-only",
      comment: "the launcher knows migrations, not trading",
      severity: "error",
      from: { path: "^deploy/local/src/" },
      to: { path: workspace(...PACKAGES), pathNot: "^packages/store-prisma/src/migrate\\.ts$" },
    },
    {
      name: "no-testkit-in-production",
      comment: "what is shipped does not contain what tests it; a port's conformance suite is a test",
      severity: "error",
      from: {
        path: "^(packages/(?!testkit/)[^/]+|services/[^/]+|deploy/local)/src/",
        pathNot: "^packages/ports/src/conformance/",
      },
      to: { path: [workspace("testkit"), library("vitest", "fast-check", "@fast-check")] },
    },
    onlyIn("queue-bullmq", "bullmq", "ioredis", "@bull-board"),
    onlyIn("exchange-ccxt", "ccxt"),
    onlyIn("store-prisma", "@prisma", "prisma"),
    {
      name: "only-store-prisma-sees-the-generated-client",
      comment: "the generated client belongs to packages/store-prisma",
      severity: "error",
      from: { pathNot: "^packages/store-prisma/" },
      to: { path: "^packages/store-prisma/src/generated/" },
    },
    onlyIn("core", "decimal\\.js"),
    onlyIn("cli", "commander"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Tests import what they need; rules are for what is shipped
    exclude: { path: "/(dist|test|dev)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@bottrader/source", "import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
  },
};
