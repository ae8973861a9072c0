/**
 * `npm start` and `npm test`: makes the checkout ready (install, build), then hands over.
 *
 * Written for the oldest Node that reads modules, so that a Node that is too old is told so in plain words.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;
const NODE_MINOR_MIN = 19;

const MODULES = { start: "../deploy/local/dist/start.js", test: "./test.mjs" };

function isNodeNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > NODE_MAJOR_MIN || (parts[0] === NODE_MAJOR_MIN && parts[1] >= NODE_MINOR_MIN);
}

function run() {
  const module = MODULES[process.argv[2]];
  if (module === undefined) {
    console.error("usage: node scripts/run.mjs start|test [options]");
    return Promise.resolve(2);
  }
  if (!isNodeNewEnough(process.versions.node)) {
    console.error(
      `BotTrader needs Node ${NODE_MAJOR_MIN}.${NODE_MINOR_MIN} or newer; this is ${process.versions.node}.`,
    );
    return Promise.resolve(1);
  }
  // The module that runs next reads its own options only
  process.argv.splice(1, 2, fileURLToPath(new URL(module, import.meta.url)));
  return import("./bootstrap.mjs")
    .then((bootstrap) => bootstrap.makeReady())
    .then((code) => {
      if (code !== 0) return code;
      return import(module).then(() => undefined);
    });
}

run().then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
