import { findChromium } from "../tests/support/chromium.ts";
import { command } from "./app/command.ts";

/** `npm test`: lint, import rules, types, the build, then unit, workerd and browser tests. */
const CHECKS: readonly (readonly [string, ...string[]])[] = [
  ["biome", "check", "."],
  ["node", "scripts/check-imports.ts"],
  ["tsc", "-p", "tsconfig.json"],
  // The routes' declarations, which the page is checked against.
  ["tsc", "-p", "tsconfig.api.json"],
  ["tsc", "-p", "tsconfig.web.json"],
  ["tsc", "-p", "tsconfig.node.json"],
  ["node", "scripts/build.ts"],
];

process.env.WICK_BUILT = "1";
for (const [name, ...args] of CHECKS) await run(name, ...args);
const chromium = findChromium();
if (chromium === undefined) {
  if (process.env.CI === "true") {
    console.error("No Chromium was found (CHROMIUM_PATH or the usual places): the browser tests cannot run.");
    process.exit(1);
  }
  console.log("No Chromium was found (CHROMIUM_PATH or the usual places): the browser tests are left out.");
}
await run("vitest", "run", "--reporter=default", "--reporter=./tests/support/closing-line.ts");

/** The first failure ends the run. */
async function run(name: string, ...args: string[]): Promise<void> {
  try {
    await command(name, ...args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
