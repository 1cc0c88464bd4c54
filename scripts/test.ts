import { spawn } from "node:child_process";
import { findChromium } from "../tests/support/chromium.ts";
import { ROOT } from "./app/root.ts";

/** `npm test`: lint, import rules, types, the build, then unit, workerd and browser tests. */
const CHECKS: readonly (readonly [string, ...string[]])[] = [
  ["biome", "check", "."],
  ["node", "scripts/check-imports.ts"],
  ["tsc", "-p", "tsconfig.json"],
  ["tsc", "-p", "tsconfig.web.json"],
  ["tsc", "-p", "tsconfig.node.json"],
  ["node", "scripts/build.ts"],
];

for (const [command, ...args] of CHECKS) await run(command, args);
const chromium = findChromium();
if (chromium === undefined) {
  if (process.env.CI === "true") {
    console.error("No Chromium was found (CHROMIUM_PATH or the usual places): the browser tests cannot run.");
    process.exit(1);
  }
  console.log("No Chromium was found (CHROMIUM_PATH or the usual places): the browser tests are left out.");
}
await run("vitest", ["run", "--reporter=default", "--reporter=./tests/support/closing-line.ts"]);

function run(command: string, args: readonly string[]): Promise<void> {
  console.log(`\n> ${command} ${args.join(" ")}`);
  const env = {
    ...process.env,
    WICK_BUILT: "1",
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
  const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", env });
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      process.exit(1);
    });
    child.once("exit", (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}
