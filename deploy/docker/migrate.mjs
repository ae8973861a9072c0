/** One shot: brings the database (`DATABASE_URL` or `DATABASE_URL_FILE`) to the newest migration of this release, and ends. */
import { fileURLToPath } from "node:url";

import { readSettings } from "../../packages/platform/dist/index.js";
import { applyMigrations } from "../../packages/store-prisma/dist/migrate.js";

const { settings, faults } = readSettings({ env: process.env });
const databaseUrl = settings.get("DATABASE_URL")?.value ?? "";
const missing = databaseUrl === "" ? ["DATABASE_URL is not set"] : [];
const problems = [...faults, ...missing];
for (const problem of problems) console.error(`migrate: ${problem}`);
if (problems.length > 0) {
  process.exitCode = 2;
} else {
  try {
    const applied = await applyMigrations(
      databaseUrl,
      fileURLToPath(new URL("../../prisma/migrations", import.meta.url)),
    );
    console.log(`migrate: ${applied.length === 0 ? "nothing to do" : `applied ${applied.join(", ")}`}`);
  } catch (error) {
    console.error(
      `migrate: ${error instanceof Error && error.message !== "" ? error.message : String(error?.code ?? error)}`,
    );
    process.exitCode = 1;
  }
}
