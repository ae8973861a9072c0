import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fingerprintOutputs, fingerprintSources } from "../../../scripts/fingerprint.mjs";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const root = folder.path;
const source = join(root, "packages", "core", "src", "price.ts");
const output = join(root, "packages", "core", "dist", "price.js");

beforeAll(() => {
  for (const name of ["packages/core/src/generated", "packages/core/dist", "services", "deploy/local", "prisma"]) {
    mkdirSync(join(root, name), { recursive: true });
  }
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json", "turbo.json"];
  for (const file of [...files, "packages/core/package.json"]) writeFileSync(join(root, file), "{}");
  writeFileSync(source, "export {};");
  writeFileSync(output, "export {};");
});

afterAll(() => folder.remove());

describe("P98: a start never runs code that was built from other sources", () => {
  test.each([
    ["a source", () => writeFileSync(source, "export const price = 1;")],
    ["a new source", () => writeFileSync(join(root, "packages/core/src/new.ts"), "export {};")],
    ["the lock file", () => writeFileSync(join(root, "pnpm-lock.yaml"), "lockfileVersion: 9")],
    ["the schema", () => writeFileSync(join(root, "prisma", "schema.prisma"), "model Fill {}")],
  ])("a change of %s is seen", (_what, change) => {
    const before = fingerprintSources(root);
    change();
    expect(fingerprintSources(root)).not.toBe(before);
  });

  test.each([
    ["rewritten", () => writeFileSync(output, "export const price = 2;")],
    ["gone", () => rmSync(output)],
  ])("a built file that was %s is seen", (_what, change) => {
    const before = fingerprintOutputs(root);
    change();
    expect(fingerprintOutputs(root)).not.toBe(before);
  });

  test("what changes nothing causes no build: a touched source, generated code, the compiler's notes", () => {
    const before = [fingerprintSources(root), fingerprintOutputs(root)];
    utimesSync(source, 0, 0);
    writeFileSync(join(root, "packages/core/dist/.tsbuildinfo"), "{}");
    expect([fingerprintSources(root), fingerprintOutputs(root)]).toEqual(before);
    writeFileSync(join(root, "packages/core/src/generated/client.ts"), "export {};");
    expect(fingerprintSources(root)).toBe(before[0]);
  });
});
