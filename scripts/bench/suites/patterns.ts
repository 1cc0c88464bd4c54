import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { initPatterns, stepFindings, stepPatterns } from "../../../market/patterns/pattern-engine.ts";
import { PYTHON, runReference } from "../../../tests/support/python.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import type { Scale } from "../scale.ts";

const BARS = 100_000;
const LIMIT_NS = 1_000;

/**
 * Nanoseconds a bar of all patterns: with strength and sentences, and without sentences; beside TA-Lib's C, which
 * detects seventeen functions in a batch and tells neither. The least of several rounds each.
 */
export async function benchPatterns(scale: Scale): Promise<Finding[]> {
  const count = Math.max(20_000, Math.round(BARS * scale.work));
  const bars = [...walkBars("patterns", "1m", Date.UTC(2024, 0, 1), count)].map(priceBarOf);
  const rounds = 2 + scale.rounds;
  const all = least(rounds, () => fold(bars, stepPatterns)) / count;
  const bare = least(rounds, () => fold(bars, stepFindings)) / count;
  const about = { benchmark: "patterns", unit: "ns", what: "a bar: 22 patterns, strength, sentence" };
  const found: Finding[] = [findingWithoutFloor({ ...about, target: { op: "<=", value: LIMIT_NS } }, all)];
  if (PYTHON === undefined) return found;
  const floor = await talibNs(bars);
  const beside = { benchmark: "patterns", unit: "ns", what: "a bar: 22 patterns, strength", target: null };
  return [
    ...found,
    findingOf({ ...beside, floorName: "TA-Lib's C, 17 functions" }, [{ subject: bare, floor }]),
  ];
}

function least(rounds: number, work: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    // Used, so that nothing is left out.
    if (work() === 0) throw new Error("no pattern was found");
    best = Math.min(best, (performance.now() - start) * 1e6);
  }
  return best;
}

function fold(bars: readonly PriceBar[], step: typeof stepPatterns | typeof stepFindings): number {
  const state = initPatterns();
  let found = 0;
  for (const bar of bars) found += step(state, bar).length;
  return found;
}

async function talibNs(bars: readonly PriceBar[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "wick-bench-"));
  try {
    const file = join(folder, "bars.json");
    await writeFile(file, JSON.stringify(bars.map(({ open, high, low, close }) => [open, high, low, close])));
    return Number(JSON.parse(await runReference("talib_patterns.py", ["time", file])).ns);
  } finally {
    await rm(folder, { recursive: true });
  }
}
