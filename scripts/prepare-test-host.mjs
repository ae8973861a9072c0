/** Gets what some tests need from the host: a Redis server and a browser. What cannot be had is said; those tests then skip loudly. */
import { spawnSync } from "node:child_process";

import { findOnPath, installRedis } from "../deploy/local/dist/servers/index.js";

const APT_TIMEOUT_MS = 600_000;

/** The browser for the tests of the dashboard, or undefined. */
export function findChromium() {
  const { CHROMIUM_PATH, PATH } = process.env;
  return CHROMIUM_PATH ?? findOnPath(["chromium", "chromium-browser", "google-chrome"], PATH);
}

/** Installs Debian's redis-server and chromium where that may be done and they are missing, each announced in one line. */
export async function prepareHost({ mayInstall }) {
  if (!hasRedis() && mayInstall) await installRedis(console.log);
  if (!hasRedis())
    console.log("NO REDIS: no redis-server or valkey-server on the PATH; tests on a real Redis are SKIPPED");
  if (findChromium() === undefined && mayInstall) installChromium();
  if (findChromium() === undefined)
    console.log("NO BROWSER: no chromium on the PATH; the tests of the dashboard are SKIPPED");
}

function hasRedis() {
  return findOnPath(["redis-server", "valkey-server"], process.env.PATH) !== undefined;
}

function installChromium() {
  console.log("installing Debian's chromium (apt-get) for the tests of the dashboard");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", args, { env, stdio: "ignore", timeout: APT_TIMEOUT_MS }).status === 0;
  const install = () => apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
  if (!install()) {
    apt("update", "-qq");
    install();
  }
}
