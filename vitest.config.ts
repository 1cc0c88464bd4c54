import { readFile } from "node:fs/promises";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Its maps name sources that it does not ship: a warning for each of its files, in each test of the app. */
const libraryWithoutMaps: Plugin = {
  name: "library-without-maps",
  enforce: "pre",
  async load(id) {
    if (!/\/trading-signals\/dist\/.*\.js$/.test(id)) return null;
    return (await readFile(id, "utf8")).replace(/^\/\/# sourceMappingURL=.*$/m, "");
  },
};

/** Three rooms: pure and Node code, code inside workerd, and a browser against the whole app. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "{market,contract,platform,durable-objects,worker,web,scripts}/**/*.test.ts",
            "tests/simulation/**/*.test.ts",
          ],
          testTimeout: 30_000,
          // Also on two cores: left to itself, vitest takes one less than there are.
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins: [
          libraryWithoutMaps,
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ENVIRONMENT: "test",
                WICK_TEST_HOOKS: "1",
                // No test reaches beyond loopback: one that wants an exchange names the replay exchange.
                SYMBOLS: "",
                BINANCE_REST_URL: "http://127.0.0.1:9",
                BINANCE_WS_URL: "ws://127.0.0.1:9",
                MARKET_SOURCES: "",
              },
            },
          }),
        ],
        test: {
          name: "workers",
          include: ["tests/workerd/**/*.test.ts"],
          globalSetup: ["tests/support/workerd-setup.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/support/e2e-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
