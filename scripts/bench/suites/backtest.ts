import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ROOT } from "../../app/root.ts";
import { Contender, type Run } from "../backtest/contender.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import { interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

/** Seven years of hours, where there is no recording of them. */
const BARS = 61_596;
/** Averages that cross, and the stop in percent. */
const RUN = "run 20 50 5";
/** The engine is faster once it has been run: so is any server. */
const WARM = 30;
/** Runs of the engine a round: each is over in a few milliseconds. */
const ENGINE_RUNS = 15;
const FASTER = 50;

/**
 * Bars a second of the processor's time of a backtest, beside the Python peer on the same bars and rules; and of the
 * signals' strategy. Both are warm: the libraries are loaded, the bars read, and the engine's code compiled.
 */
export async function benchBacktest(scale: Scale): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), "wick-backtest-"));
  const contenders: Contender[] = [];
  const open = (command: string, args: readonly string[]) => {
    const contender = new Contender(command, args);
    contenders.push(contender);
    return contender;
  };
  try {
    const path = join(folder, "bars.csv");
    const bars = await writeBars(path);
    const engine = open(process.execPath, [join(import.meta.dirname, "../backtest/engine.ts"), path]);
    for (let i = 0; i < WARM; i++) await engine.run(RUN);
    const subject = async () => bars / (await medianSeconds(engine, ENGINE_RUNS));
    const about = { benchmark: "backtest", unit: "bars/s" };
    const findings: Finding[] = [];
    const python = await peerPython();
    if (python === undefined) {
      const what = "averages with a stop (no `backtesting` here)";
      const value = median(await inTurn(scale.rounds, subject));
      findings.push(findingWithoutFloor({ ...about, what, target: null }, value));
    } else {
      const peer = open(python, [join(import.meta.dirname, "../backtest/peer.py"), path]);
      const theirs = await peer.run(RUN);
      const floor = async () => bars / (await peer.run(RUN)).seconds;
      const what = `averages with a stop, ${Math.round(bars / 1_000)}k bars`;
      const rounds = await interleave(scale.rounds, subject, floor);
      const target = { op: ">=", value: FASTER } as const;
      findings.push(findingOf({ ...about, what, floorName: "backtesting", target }, rounds));
      findings.push(sameTrades(await engine.run(RUN), theirs));
    }
    const signals = median(await inTurn(2, async () => bars / (await engine.run("signals")).seconds));
    return [
      ...findings,
      findingWithoutFloor({ ...about, what: "the desk's signals", target: null }, signals),
    ];
  } finally {
    for (const contender of contenders) contender.close();
    await rm(folder, { recursive: true });
  }
}

/**
 * The part of the peer's trades that the engine has too, entered and left at the same bars. Not all of the recorded
 * ones: two of 733 times a bar's low lies between the peer's stop, below the close before the entry, and the engine's,
 * below the entry.
 */
function sameTrades(ours: Run, theirs: Run): Finding {
  const known = new Set(ours.trades.map(String));
  const same = theirs.trades.filter((trade) => known.has(String(trade))).length;
  const all = Math.max(ours.trades.length, theirs.trades.length);
  const what = `trades alike with the peer, of ${all}`;
  return findingWithoutFloor(
    { benchmark: "backtest", what, unit: "%", target: { op: ">=", value: 99 } },
    (same / all) * 100,
  );
}

async function medianSeconds(engine: Contender, runs: number): Promise<number> {
  return median(await inTurn(runs, async () => (await engine.run(RUN)).seconds));
}

async function inTurn(count: number, work: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  for (let i = 0; i < count; i++) results.push(await work());
  return results;
}

/** Recorded hours of BTCUSDT, or as many of a random walk. @returns how many. */
async function writeBars(path: string): Promise<number> {
  const data = process.env.WICK_DATA ?? join(ROOT, "../shared/data/open");
  const recorded = join(data, "klines/spot/BTCUSDT_1h.csv.gz");
  const lines = existsSync(recorded)
    ? (await promisify(gunzip)(await readFile(recorded))).toString().trimEnd().split("\n").slice(1)
    : [...walkBars("backtest", "1h", Date.UTC(2017, 7, 17), BARS)].map((bar) =>
        [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume].join(","),
      );
  const rows = lines.map((line) => line.split(",", 6).join(","));
  await writeFile(path, `${["open_time,open,high,low,close,volume", ...rows].join("\n")}\n`);
  return rows.length;
}

/** A Python that has the peer; undefined where there is none. `WICK_PYTHON` names another one. */
async function peerPython(): Promise<string | undefined> {
  const python = process.env.WICK_PYTHON ?? "python3";
  try {
    await promisify(execFile)(python, ["-c", "import backtesting"], { timeout: 60_000 });
    return python;
  } catch {
    return undefined;
  }
}
