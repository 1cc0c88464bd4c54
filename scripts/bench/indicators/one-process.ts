import type { BarColumns } from "../../../market/indicators/kernel.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { firstOf, readColumns } from "./columns-file.ts";
import { leastPassNs, type Passes, sectionsNs } from "./least-pass.ts";
import { SIGNALS, type Step, TECHNICAL } from "./rivals.ts";
import { Sections } from "./sections.ts";
import { TalibClock } from "./talib.ts";

// One indicator and its rivals, measured in a process of their own, so that nobody's types slow down another's code:
// one-process.ts COLUMNS ID STEPS BATCH ROUNDS LIMIT_MS. Prints nanoseconds a bar, round by round.

const [path = "", id = "", ...numbers] = process.argv.slice(2);
const [steps = 0, batch = 0, rounds = 0, limitMs = 0] = numbers.map(Number);
const columns = readColumns(path);
const sections = new Sections(columns, steps, Math.floor(batch / steps));
const kernel = INDICATORS.find((indicator) => indicator.id === id);
if (kernel === undefined) throw new Error(`no indicator ${id}`);

/** A loop compiled for nobody else's step: one that all share would have to look each of them up. */
function pass(step: Step): () => unknown {
  const loop = new Function(
    "step",
    "bars",
    "let last; for (const bar of bars) last = step(bar); return last;",
  );
  return () => loop(step, sections.bars);
}

function passOf(begin: (() => Step) | undefined): (() => unknown) | undefined {
  return begin && pass(begin());
}

const few = firstOf(columns, batch);
const state = kernel.init(kernel.defaults);
const own = pass((bar) => kernel.step(state, bar));
const technical = passOf(TECHNICAL[id]);
const signals = passOf(SIGNALS[id]);
const talib = TalibClock.start(path);

/** So many passes until the engine has compiled everything for good. */
const WARM_UP: Passes = { least: 25, limitMs: 5 * limitMs };
const ROUND: Passes = { least: 3, limitMs };

async function round(passes: Passes) {
  const time = (work: () => unknown) =>
    sectionsNs(steps, sections.count, passes, (section) => sections.show(section), work);
  const timeBatch = (of: BarColumns) =>
    leastPassNs(of.close.length, passes, () => kernel?.batch(kernel.defaults, of));
  return {
    step: time(own),
    technical: technical && time(technical),
    signals: signals && time(signals),
    batch: timeBatch(few),
    talib: await talib?.leastPassNs(id, batch, limitMs),
    longBatch: timeBatch(columns),
    longTalib: await talib?.leastPassNs(id, columns.close.length, limitMs),
  };
}

await round(WARM_UP);
const measured: Awaited<ReturnType<typeof round>>[] = [];
for (let i = 0; i < rounds; i++) measured.push(await round(ROUND));
talib?.stop();
console.log(JSON.stringify({ talib: talib !== undefined, rounds: measured }));
