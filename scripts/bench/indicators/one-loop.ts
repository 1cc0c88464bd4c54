import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { readColumns } from "./columns-file.ts";
import { type Passes, sectionsNs } from "./least-pass.ts";
import { type Step, TECHNICAL } from "./rivals.ts";
import { Sections } from "./sections.ts";

// Every indicator that `technicalindicators` has too, one after the other for each bar through one call, as a hub steps
// its own: one-loop.ts COLUMNS STEPS SECTIONS ROUNDS LIMIT_MS. Prints nanoseconds a bar of all of them, round by round.

const [path = "", ...numbers] = process.argv.slice(2);
const [count = 0, parts = 0, rounds = 0, limitMs = 0] = numbers.map(Number);
const sections = new Sections(readColumns(path), count, parts);

const own = INDICATORS.filter(({ id }) => TECHNICAL[id] !== undefined).map((kernel) => {
  return { kernel, state: kernel.init(kernel.defaults) };
});
const technical = own.flatMap(({ kernel }) => TECHNICAL[kernel.id]?.() ?? []);

function stepOwn(bar: PriceBar): unknown {
  let last: unknown;
  for (const { kernel, state } of own) last = kernel.step(state, bar);
  return last;
}

function stepTechnical(bar: PriceBar): unknown {
  let last: unknown;
  for (const step of technical) last = step(bar);
  return last;
}

function passOf(step: Step): () => unknown {
  return () => {
    let last: unknown;
    for (const bar of sections.bars) last = step(bar);
    return last;
  };
}

const [ownPass, technicalPass] = [passOf(stepOwn), passOf(stepTechnical)];

function time(passes: Passes, work: () => unknown): number {
  return sectionsNs(count, parts, passes, (section) => sections.show(section), work);
}

function round(passes: Passes) {
  return {
    step: time(passes, ownPass),
    technical: time(passes, technicalPass),
  };
}

round({ least: 25, limitMs: 5 * limitMs });
const measured = Array.from({ length: rounds }, () => round({ least: 3, limitMs }));
console.log(JSON.stringify({ indicators: own.length, rounds: measured }));
