import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "./app/root.ts";

const run = promisify(execFile);
const FailureSchema = z.object({ code: z.number(), stderr: z.string(), stdout: z.string() });
const folder = await mkdtemp(join(tmpdir(), "wick-start-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `npm start` says on stderr when it refuses these variables. */
async function refusal(variables: Record<string, string>): Promise<string> {
  const own = { PERSIST_DIR: folder, MARKET_FEED: "replay", PORT: "0", WICK_BUILT: "1" };
  const env = { ...process.env, ...own, ...variables };
  const started = run(process.execPath, ["scripts/start.ts"], { cwd: ROOT, env, timeout: 30_000 });
  const failure = FailureSchema.parse(await started.catch((error: unknown) => error));
  expect(failure.code).toBe(1);
  expect(failure.stdout).toBe("");
  return failure.stderr.trim();
}

it.each([
  [{ PORT: "abc" }, "PORT is not a port: abc"],
  [{ RELAYS: "none" }, "bad configuration: RELAYS"],
  [{ SYMBOLS: "BTC-USDT" }, "bad configuration: SYMBOLS: a comma list of symbols"],
  [{ WICK_TEST_HOOKS: "yes" }, "bad configuration: WICK_TEST_HOOKS"],
  [{ MARKET_FEED: "mars" }, "MARKET_FEED"],
  [{ REPLAY_DATA: "/there/is/none" }, "REPLAY_DATA: there is no folder /there/is/none"],
  [{ REPLAY_FAULTS: "{bad" }, "REPLAY_FAULTS is not JSON"],
  // [FC-125] On one's own machine a strategy may listen there too: the secret alone is refused.
  [
    { STRATEGY_WEBHOOK_URL: "http://127.0.0.1:9/hook", STRATEGY_WEBHOOK_SECRET: "short" },
    "bad configuration: STRATEGY_WEBHOOK_SECRET",
  ],
])("refuses %j in one line that names the variable, before it makes a key", async (variables, line) => {
  const said = await refusal(variables);
  expect(said.split("\n")).toHaveLength(1);
  expect(said).toContain(line);
});
