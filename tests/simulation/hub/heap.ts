import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MINUTE } from "./market.ts";
import { planOf } from "./plan.ts";
import { World } from "./world.ts";

const MIB = 1_048_576;

export interface HeapSample {
  readonly minute: number;
  /** Heap in use after a collection, less what the simulated market itself takes, in MiB. */
  readonly hubMib: number;
}

/** A calm market for `minutes` at `tradesPerSecond`: what a hub keeps in memory, sampled every five minutes. */
export async function heapOver(minutes: number, tradesPerSecond: number): Promise<readonly HeapSample[]> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed / MIB;
  };
  const base = planOf(1);
  const healed = base.start;
  const world = new World({
    ...base,
    style: { ...base.style, tradesPerSecond, quiet: 0 },
    healed,
    end: base.start + minutes * MINUTE,
    episodes: [],
    down: new Set(),
    falsified: new Set(),
    withheld: new Set(),
    lost: [],
  });
  const before = heap();
  const samples: HeapSample[] = [];
  world.open();
  world.attend();
  for (let minute = 5; minute <= minutes; minute += 5) {
    await world.time.runUntil(base.start + minute * MINUTE);
    samples.push({ minute, hubMib: heap() - before });
  }
  if (world.hub.getStatus().counters.trades < minutes * 30 * tradesPerSecond) {
    throw new Error("the hub did not get its trades");
  }
  return samples;
}
