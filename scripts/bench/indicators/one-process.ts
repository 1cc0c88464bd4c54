import { readFileSync } from "node:fs";
import type { BarColumns, PriceBar } from "../../../market/indicators/kernel.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { leastPassNs, type Passes } from "./least-pass.ts";
import { SIGNALS, type Step, TECHNICAL } from "./rivals.ts";
import { TalibClock } from "./talib.ts";

// One indicator and its rivals, measured in a process of their own, so that nobody's types slow down another's code:
// one-process.ts COLUMNS ID STEPS ROUNDS LIMIT_MS. Prints nanoseconds a bar, round by round.

const [path = "", id = "", ...numbers] = process.argv.slice(2);
const [steps = 0, rounds = 0, limitMs = 0] = numbers.map(Number);
const columns = readColumns(path);
const total = columns.close.length;
const bars = barsOf(columns, steps);
const kernel = INDICATORS.find((indicator) => indicator.id === id);
if (kernel === undefined) throw new Error(`no indicator ${id}`);

function readColumns(file: string): BarColumns {
  const bytes = readFileSync(file);
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const length = all.length / 6;
  const row = (i: number) => all.slice(i * length, (i + 1) * length);
  return { openTime: row(0), open: row(1), high: row(2), low: row(3), close: row(4), volume: row(5) };
}

function firstOf(whole: BarColumns, count: number): BarColumns {
  const { openTime, open, high, low, close, volume } = whole;
  return {
    ...{ openTime: openTime.slice(0, count), open: open.slice(0, count), high: high.slice(0, count) },
    ...{ low: low.slice(0, count), close: close.slice(0, count), volume: volume.slice(0, count) },
  };
}

function barsOf({ openTime, open, high, low, close, volume }: BarColumns, count: number): PriceBar[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ openTime: openTime[i] ?? 0, open: open[i] ?? 0, high: high[i] ?? 0, low: low[i] ?? 0 },
    ...{ close: close[i] ?? 0, volume: volume[i] ?? 0 },
  }));
}

/** A loop compiled for nobody else's step: one that all share would have to look each of them up. */
function pass(begin: () => Step): () => unknown {
  const loop = new Function(
    "step",
    "bars",
    "let last; for (const bar of bars) last = step(bar); return last;",
  );
  return () => loop(begin(), bars);
}

function passOf(begin: (() => Step) | undefined): (() => unknown) | undefined {
  return begin && pass(begin);
}

const few = firstOf(columns, steps);
const own = pass(() => {
  const state = kernel.init(kernel.defaults);
  return (bar) => kernel.step(state, bar);
});
const technical = passOf(TECHNICAL[id]);
const signals = passOf(SIGNALS[id]);
const talib = TalibClock.start(path);

/** So many passes until the engine has compiled everything for good. */
const WARM_UP: Passes = { least: 25, limitMs: 5 * limitMs };
const ROUND: Passes = { least: 3, limitMs };

async function round(passes: Passes) {
  const time = (work: () => unknown, count = steps) => leastPassNs(count, passes, work);
  return {
    step: time(own),
    technical: technical && time(technical),
    signals: signals && time(signals),
    batch: time(() => kernel?.batch(kernel.defaults, few)),
    talib: await talib?.leastPassNs(id, steps, limitMs),
    longBatch: time(() => kernel?.batch(kernel.defaults, columns), total),
    longTalib: await talib?.leastPassNs(id, total, limitMs),
  };
}

await round(WARM_UP);
const measured: Awaited<ReturnType<typeof round>>[] = [];
for (let i = 0; i < rounds; i++) measured.push(await round(ROUND));
talib?.stop();
console.log(JSON.stringify({ talib: talib !== undefined, rounds: measured }));
