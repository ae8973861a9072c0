import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings, type SettingsSources } from "../src/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings source "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const read = (sources: Partial<SettingsSources>): ReturnType<typeof readSettings> =>
  readSettings({ env: {}, ...sources });
const given = (sources: Partial<SettingsSources>, name: string) => read(sources).settings.get(name);

describe("P99: one rule of precedence", () => {
  test("process environment over env file over preset, each with its source", () => {
    const preset = file("p.env", "A=preset\nB=preset\nC=preset\n");
    const envFile = file("e.env", "A=file\nB=file\n");
    const { settings, faults } = read({ env: { A: "process" }, envFile, presetFiles: [preset] });
    expect(faults).toEqual([]);
    expect(Object.fromEntries(settings)).toEqual({
      A: { value: "process", source: "environment" },
      B: { value: "file", source: "env file" },
      C: { value: "preset", source: "preset" },
    });
  });

  test("of two presets the later wins", () => {
    const presetFiles = [file("1.env", "A=1\nB=1"), file("2.env", "B=2")];
    expect(given({ presetFiles }, "A")?.value).toBe("1");
    expect(given({ presetFiles }, "B")?.value).toBe("2");
  });

  test("comments, quotes and blank lines of env files are understood", () => {
    const envFile = file("e.env", '# a comment\n\nA="with space"\nB=plain # trailing\nexport C=3\n');
    expect(given({ envFile }, "A")?.value).toBe("with space");
    expect(given({ envFile }, "B")?.value).toBe("plain");
    expect(given({ envFile }, "C")?.value).toBe("3");
  });
});

describe("secrets in files", () => {
  test("NAME_FILE gives the content of the file as NAME, without the newline at its end", () => {
    const secret = file("secret", "s3cret value\n");
    expect(given({ env: { WEBHOOK_SECRET_FILE: secret } }, "WEBHOOK_SECRET")).toEqual({
      value: "s3cret value",
      source: "environment (file)",
    });
    const names = ["OPERATOR_PASSWORD", "INTERNAL_TOKEN", "EXCHANGE_API_KEY", "DATABASE_URL", "WEBHOOK_SECRET_NEXT"];
    const env = Object.fromEntries(names.map((name) => [`${name}_FILE`, secret]));
    for (const name of names) expect(given({ env }, name)?.value).toBe("s3cret value");
  });

  test("a value given outright wins over a file from the same or a weaker source", () => {
    const secret = file("secret", "from a file");
    const presetFiles = [file("p.env", `WEBHOOK_SECRET_FILE=${secret}\n`)];
    expect(given({ env: { WEBHOOK_SECRET: "x", WEBHOOK_SECRET_FILE: secret } }, "WEBHOOK_SECRET")?.value).toBe("x");
    const envFile = file("e.env", "WEBHOOK_SECRET=from the env file\n");
    expect(given({ envFile, presetFiles }, "WEBHOOK_SECRET")?.value).toBe("from the env file");
  });

  test("a file from a stronger source wins over a value from a weaker one", () => {
    const secret = file("secret", "from a file");
    const envFile = file("e.env", "WEBHOOK_SECRET=from the env file\n");
    expect(given({ env: { WEBHOOK_SECRET_FILE: secret }, envFile }, "WEBHOOK_SECRET")?.value).toBe("from a file");
  });

  test("empty variables, as compose files pass for absent ones, mean nothing", () => {
    const secret = file("secret", "from a file");
    expect(read({ env: { WEBHOOK_SECRET_FILE: "" } })).toMatchObject({ faults: [] });
    const env = { WEBHOOK_SECRET: "", WEBHOOK_SECRET_FILE: secret };
    expect(given({ env }, "WEBHOOK_SECRET")?.value).toBe("from a file");
  });

  test("names that hold no secret are left alone", () => {
    const { settings, faults } = read({ env: { SOME_LOG_FILE: "/nowhere/at/all.log" } });
    expect(faults).toEqual([]);
    expect(settings.has("SOME_LOG")).toBe(false);
  });
});

describe("P10: what cannot be read is said, all of it at once", () => {
  test("missing files, and folders in their place", () => {
    const { faults } = read({
      env: { OPERATOR_TOKEN_FILE: join(folder, "none"), DATABASE_URL_FILE: folder },
      envFile: join(folder, "missing.env"),
      presetFiles: [join(folder, "preset.env")],
    });
    expect(faults).toHaveLength(4);
    expect(faults.join("\n")).toContain("missing.env does not exist");
    expect(faults.join("\n")).toContain(`DATABASE_URL_FILE: file ${folder} cannot be read`);
  });
});
