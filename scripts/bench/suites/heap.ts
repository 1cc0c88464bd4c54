import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { within } from "../clock.ts";
import { BenchExchange } from "../exchange/bench-exchange.ts";
import { TapeReader } from "../exchange/tape-reader.ts";
import { type Finding, findingWithoutFloor } from "../finding.ts";
import type { HeapSample, Minute } from "../heap-process.ts";
import type { Scale } from "../scale.ts";
import { busyMarket, START, SYMBOL } from "../stage.ts";

const MINUTES = 60;
const MINUTE_LIMIT_MS = 20_000;

/** Sixty minutes of a busy market through a hub in Node, as fast as it takes them: what stays on the heap. */
export async function benchHeap(scale: Scale): Promise<Finding[]> {
  const minutes = Math.max(12, Math.round(MINUTES * scale.work));
  const exchange = new BenchExchange(busyMarket(), START);
  const port = await exchange.listen();
  const child = fork(
    join(import.meta.dirname, "../heap-process.ts"),
    [`http://127.0.0.1:${port}`, SYMBOL, String(START)],
    { execArgv: ["--expose-gc"] },
  );
  try {
    await nextSample(child);
    const tape = new TapeReader(exchange);
    const samples: HeapSample[] = [];
    for (let i = 0; i < minutes; i++) {
      const frames = tape.minute();
      exchange.now = frames.at(-1)?.time ?? exchange.now;
      const minute: Minute = { frames: frames.map(({ text }) => text), now: exchange.now };
      const sample = nextSample(child);
      child.send(minute);
      samples.push(await sample);
    }
    return findingsOf(minutes, samples);
  } finally {
    if (child.connected) child.disconnect();
    await exchange.close();
  }
}

function nextSample(child: ChildProcess): Promise<HeapSample> {
  const sample = new Promise<HeapSample>((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the hub's process ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message: HeapSample) => {
      child.off("exit", onExit);
      resolve(message);
    });
  });
  return within("a minute of the hub's", MINUTE_LIMIT_MS, sample);
}

function findingsOf(minutes: number, samples: readonly HeapSample[]): Finding[] {
  const heaps = samples.map(({ heap }) => heap);
  // The first sixth fills what is bounded: recent seconds, prepared statements, compiled code.
  const settled = heaps.slice(Math.ceil(heaps.length / 6));
  const growth = (settled.at(-1) ?? Number.NaN) - (settled[0] ?? Number.NaN);
  const about = { benchmark: "heap", unit: "MiB" };
  const what = `most heap in ${minutes} min, ${samples.at(-1)?.trades} trades`;
  return [
    findingWithoutFloor({ ...about, what, target: { op: "<=", value: 64 } }, Math.max(...heaps)),
    findingWithoutFloor(
      { ...about, what: "growth after the first sixth", target: { op: "<=", value: 2 } },
      growth,
    ),
  ];
}
