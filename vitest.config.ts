import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@bottrader/source"] },
  ssr: { resolve: { conditions: ["@bottrader/source"] } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "services/*/test/**/*.test.ts",
      "deploy/local/test/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    globalSetup: ["packages/testkit/src/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
