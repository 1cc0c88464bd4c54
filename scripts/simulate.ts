import { parseArgs } from "node:util";
import { heapOver } from "../tests/simulation/hub/heap.ts";
import { simulateSeed } from "../tests/simulation/hub/simulate.ts";

const USAGE = `npm run simulate -- [--seeds 1000] [--from 1]    runs seeds of the simulated hub path
npm run simulate -- --minutes 60 [--rate btc]     shows what a hub keeps in memory (eth, btc, or trades a second)`;

const RATES: Readonly<Record<string, number>> = { btc: 25, eth: 15 };
const LINES_A_SEED = 6;

async function seeds(from: number, count: number): Promise<boolean> {
  const failed: number[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const startedAt = performance.now();
    const { wrong, world } = await simulateSeed(seed);
    const { trades, gaps, revisions, kline_mismatches } = world.hub.getStatus().counters;
    if (wrong.length > 0) failed.push(seed);
    const verdict = wrong.length === 0 ? "right" : "WRONG";
    const ms = Math.round(performance.now() - startedAt);
    console.log(
      `seed ${seed}: ${verdict}, ${world.lives} lives, ${trades} trades, ${gaps} gaps, ${revisions} revisions, ` +
        `${kline_mismatches} mismatches, ${world.chronicle.seen} log events seen, ${ms} ms`,
    );
    for (const line of wrong.slice(0, LINES_A_SEED)) console.log(`  ${line.slice(0, 700)}`);
    world.sql.close();
  }
  console.log(failed.length === 0 ? `${count} seeds are right` : `wrong seeds: ${failed.join(" ")}`);
  return failed.length === 0;
}

async function heap(minutes: number, rate: string): Promise<boolean> {
  const samples = await heapOver(minutes, RATES[rate] ?? Number(rate));
  for (const { minute, hubMib } of samples) console.log(`minute ${minute}: ${hubMib.toFixed(1)} MiB`);
  return samples.every(({ hubMib }) => hubMib < 64);
}

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    minutes: { type: "string" },
    rate: { type: "string", default: "btc" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else {
  const right =
    values.minutes === undefined
      ? await seeds(Number(values.from), Number(values.seeds))
      : await heap(Number(values.minutes), values.rate);
  process.exitCode = right ? 0 : 1;
}
