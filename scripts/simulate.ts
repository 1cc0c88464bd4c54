import { parseArgs } from "node:util";
import { simulateSeed } from "../tests/simulation/hub/simulate.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1000" }, from: { type: "string", default: "1" } },
});
const from = Number(values.from);
const failed: number[] = [];
for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
  const startedAt = performance.now();
  const { wrong, world } = await simulateSeed(seed);
  const counters = world.hub.getStatus().counters;
  if (wrong.length > 0) failed.push(seed);
  console.log(
    `seed ${seed}: ${wrong.length === 0 ? "ok" : "WRONG"}, ${world.lives} lives, ${counters.trades} trades, ${counters.gaps} gaps, ${counters.revisions} revisions, ${counters.kline_mismatches} mismatches, ${world.chronicle.seen} log events seen, ${Math.round(performance.now() - startedAt)} ms`,
  );
  for (const line of wrong.slice(0, 6)) console.log(`  ${line.slice(0, 700)}`);
}
console.log(failed.length === 0 ? "all seeds are right" : `wrong seeds: ${failed.join(" ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
