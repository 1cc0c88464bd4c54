import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { ROOT } from "../app/root.ts";
import { commandHelp, helpText } from "./help.ts";
import { COMMANDS } from "./run-wick.ts";
import { klineCsv, TestWorld } from "./test-data/test-world.ts";

const START = Date.UTC(2024, 0, 1);
const RUN = "npm run wick -- ";
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.open();
  await mkdir(world.path("klines"));
  await world.write("klines/BTCUSDT_1h.csv.gz", klineCsv(trendingBars(7, "1h", START, 900)));
  await world.write("klines/ETHUSDT_1h.csv.gz", klineCsv(trendingBars(8, "1h", START, 900)));
});
afterAll(() => world.close());

/** The words of a line as a shell takes them. */
function words(line: string): string[] {
  return execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
}

describe("[CLI-2] the help", () => {
  const examples = [helpText(COMMANDS), ...COMMANDS.map(commandHelp)].flatMap((text) => {
    const lines = text.slice(text.indexOf("Examples:")).split("\n");
    return lines.flatMap((line) => (line.startsWith(`  ${RUN}`) ? [line.trim().slice(RUN.length)] : []));
  });

  it.each([...new Set(examples)])("an example works as printed: %s", async (example) => {
    const { status, out, notices } = await world.run(...words(example));
    expect(notices).not.toMatch(/See npm run wick/);
    expect(status).toBe(0);
    const file = / --out (\S+)/.exec(example)?.[1];
    if (file !== undefined) expect(await readdir(world.folder)).toContain(file);
    else expect(out.split("\n").length).toBeGreaterThan(2);
  });

  it("has two examples a command at the least, and tells every flag", () => {
    for (const command of COMMANDS) {
      expect(command.examples.length).toBeGreaterThanOrEqual(2);
      for (const name of Object.keys(command.flags)) expect(commandHelp(command)).toContain(`--${name}`);
    }
  });

  it("is printed for --help, with status 0; without a command too, with 2", async () => {
    expect(await world.run("--help")).toMatchObject({ status: 0, out: helpText(COMMANDS) });
    expect((await world.run()).status).toBe(2);
    for (const command of COMMANDS) {
      expect(await world.run(command.name, "--help")).toMatchObject({ status: 0, out: commandHelp(command) });
    }
  });
});

it("[CLI-1] runs by npm from any folder, prints rows alone on standard output, and ends with its status", () => {
  const args = ["--prefix", ROOT, "run", "-s", "wick", "--", "patterns", "--data"];
  const run = (...more: string[]) =>
    spawnSync("npm", [...args, ...more], { cwd: world.folder, encoding: "utf8", timeout: 25_000 });
  const good = run("klines/BTCUSDT_1h.csv.gz", "--patterns", "hammer");
  expect(good.stdout).toMatch(
    /^symbol,timeframe,openTime,pattern,signal,strength,bars,description\nBTCUSDT,1h,/,
  );
  expect(good.status).toBe(0);
  const bad = run("klines/none.csv");
  expect(bad.stderr).toContain("There is no klines/none.csv.");
  expect([bad.status, bad.stdout]).toEqual([1, ""]);
});

const KLINES = ["--data", "klines/BTCUSDT_1h.csv.gz"];
it.each([
  [["backtst"], "There is no command backtst. Did you mean backtest?"],
  [
    ["indicators", ...KLINES, "--indicator", "rsi"],
    "There is no flag --indicator. Did you mean --indicators?",
  ],
  [["indicators", ...KLINES, "--zzz"], "There is no flag --zzz. See npm run wick -- indicators --help."],
  [["indicators", ...KLINES, "--indicators", "rsi,emma(3)"], "--indicators: there is no indicator emma."],
  [["indicators", ...KLINES, "--indicators", "ema(0)"], "period must be a whole number"],
  [["indicators", ...KLINES, "--anchored=1"], "--anchored takes no value."],
  [["indicators", ...KLINES, "--anchored", "--anchored"], "--anchored is given twice."],
  [["indicators", "klines"], "klines stands behind no flag. Data are named by --data."],
  [["indicators"], "--data names the kline files."],
  [["indicators", "--data", "--iso"], "--data needs a value: FILE_OR_DIR."],
  [["indicators", ...KLINES, "--out", "a.xlsx"], "--out a.xlsx does not end with .csv, .json"],
  [["indicators", ...KLINES, "--out", "a.csv", "--format", "json"], "--format json contradicts --out a.csv."],
  [["indicators", ...KLINES, "--timeframe", "2h"], "--timeframe takes 1s, 1m, 5m"],
  [["indicators", ...KLINES, "--from", "2024-02-30"], "--from takes 2024-08-01"],
  [["indicators", ...KLINES, "--to", "2024-13-01"], "--to takes 2024-08-01"],
  [["indicators", ...KLINES, "--to", "2024-01-01T25:00"], "--to takes 2024-08-01"],
  [["indicators", ...KLINES, "--from", "2024-13-01"], "--from takes 2024-08-01"],
  [["indicators", ...KLINES, "--to", "2024-08-01T25:00"], "--to takes 2024-08-01"],
  [["indicators", ...KLINES, "--from", "2024-02-02", "--to", "2024-02-01"], "is after --to"],
  [["patterns", ...KLINES, "--patterns", "hamer"], "Did you mean hammer?"],
  [["patterns", ...KLINES, "--min-strength", "101"], "--min-strength is from 1 to 100."],
  [["patterns", ...KLINES, "--min-strength", "much"], "--min-strength takes a number, not much."],
  [["signals", ...KLINES, "--events", "--decisions"], "--decisions and --events"],
  [["pairs", ...KLINES, "--symbols", "BTCUSDT"], "--symbols names two symbols"],
  [["pairs", ...KLINES, "--symbols", "A,B", "--window", "19"], "--window is a whole number from 20 to 2000."],
  [["backtest", ...KLINES, "--strategy", "sma-cros"], "Did you mean sma-cross?"],
  [["backtest", ...KLINES, "--parameters", "fast"], "--parameters takes name=number, not fast."],
  [["backtest", ...KLINES, "--parameters", "fast=20"], "signals has no parameter fast."],
  [["backtest", ...KLINES, "--sizing", "half=0.5"], "--sizing takes fraction, notional, risk, not half."],
  [["backtest", ...KLINES, "--fees-bps", "900"], "feeBps must be from 0 to 500."],
  [["backtest", ...KLINES, "--quantity-step", "0.02"], "power of ten"],
  [["backtest", ...KLINES, "--trades", "trades.txt"], "--trades trades.txt does not end with"],
])("[CLI-3] %j is a wrong command line, and is told why", async (args, message) => {
  const { status, out, notices } = await world.run(...args);
  expect(notices).toContain(message);
  expect(notices).toMatch(/ See npm run wick -- ([a-z]+ )?--help\.$/);
  expect([status, out]).toEqual([2, ""]);
});
