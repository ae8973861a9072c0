#!/usr/bin/env node
/** The `bottrader` command: makes the checkout ready when it was never built, then runs the command line in this process. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { makeReady, ROOT } from "./bootstrap.mjs";

const main = join(ROOT, "packages", "cli", "dist", "main.js");
const code = existsSync(main) ? 0 : await makeReady();
if (code === 0) await import(pathToFileURL(main).href);
else process.exitCode = code;
