import { fork } from "node:child_process";
import { join } from "node:path";
import { clockMs } from "../clock.ts";
import type { ExportHeap } from "../export-heap-process.ts";
import { type Finding, findingOf, findingWithoutFloor, type Round } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { startFloor, startSubject } from "../workers/start.ts";

const READS = 40;
const PATH = "/api/features/ohlcv/BTCUSDT?timeframe=1m&limit=1000&forming=false&from=";

/**
 * A page of 1,000 bars through the whole Worker, out of D1, out of R2, out of the isolate's cache, one request after
 * another, beside three times a bare Hono route that answers the same text, plus the page's rows read bare. And the
 * heap that the export of a year takes.
 */
export async function benchHistory(scale: Scale): Promise<Finding[]> {
  return [...(await benchReads(scale)), ...(await benchExport(scale))];
}

async function benchReads(scale: Scale): Promise<Finding[]> {
  const app = await startSubject("history-app", {
    SYMBOLS: "BTCUSDT",
    BINANCE_REST_URL: "http://127.0.0.1:9",
    BINANCE_WS_URL: "ws://127.0.0.1:9",
  });
  try {
    const { cold, hot } = (await (await fetch(`${app.url}/bench/seed`)).json()) as {
      cold: number;
      hot: number;
    };
    const body = await (await fetch(`${app.url}${PATH}${hot}`)).text();
    const floor = await startFloor("hono", { BODY: body });
    try {
      const reads = Math.max(10, Math.round(READS * scale.work));
      let asked = 0;
      // Each wish a millisecond earlier: the same rows, and another page to the cache.
      const fresh = (from: number) => () => `${app.url}${PATH}${from - ++asked}`;
      const steady = (url: string) => () => url;
      const hotMs = () => meanMs(fresh(hot + 600_000), reads);
      const coldMs = () => meanMs(fresh(cold + 600_000), reads);
      const cachedMs = () => meanMs(steady(`${app.url}${PATH}${hot}`), reads);
      const plainMs = () => meanMs(steady(`${floor.url}/plain`), reads);
      const rowsMs = async () =>
        (await meanMs(steady(`${app.url}/bench/rows?from=${hot}`), reads)) -
        (await meanMs(steady(`${app.url}/bench/nothing`), reads));
      const allowed = async () => 3 * (await plainMs()) + Math.max(0, await rowsMs());
      for (const warm of [hotMs, coldMs, cachedMs, allowed, hotMs, coldMs]) await warm();
      const about = { benchmark: "history", unit: "ms" };
      const target = { op: "<=", value: 1 } as const;
      return [
        findingOf(
          { ...about, what: "1,000 bars hot", floorName: "3 bare routes + rows", target },
          await rounds(scale, hotMs, allowed),
        ),
        findingOf(
          { ...about, what: "1,000 bars cold", floorName: "3 bare routes + rows", target: null },
          await rounds(scale, coldMs, allowed),
        ),
        findingOf(
          { ...about, what: "1,000 bars cached", floorName: "bare route", target: null },
          await rounds(scale, cachedMs, plainMs),
        ),
      ];
    } finally {
      await floor.close();
    }
  } finally {
    await app.close();
  }
}

async function rounds(
  scale: Scale,
  subject: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<Round[]> {
  const measured: Round[] = [];
  for (let i = 0; i < scale.rounds; i++) measured.push({ subject: await subject(), floor: await floor() });
  return measured;
}

/** Of so many requests, one after another. */
async function meanMs(url: () => string, reads: number): Promise<number> {
  const start = clockMs();
  for (let i = 0; i < reads; i++) {
    const response = await fetch(url());
    if (response.status !== 200) throw new Error(`${response.url} answered ${response.status}`);
    await response.arrayBuffer();
  }
  return (clockMs() - start) / reads;
}

async function benchExport(scale: Scale): Promise<Finding[]> {
  const months = Math.max(2, Math.round(12 * scale.work));
  const child = fork(join(import.meta.dirname, "../export-heap-process.ts"), [String(months)], {
    execArgv: ["--expose-gc"],
  });
  const heaps: ExportHeap[] = [];
  await new Promise<void>((resolve, reject) => {
    child.on("message", (heap: ExportHeap) => heaps.push(heap));
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`the export ended with ${code}`)),
    );
  });
  return heaps.map(({ format, heap, bytes }) =>
    findingWithoutFloor(
      {
        benchmark: "history",
        what: `most heap, ${months} months of 1m as ${format} (${(bytes / 1_048_576).toFixed(0)} MiB)`,
        unit: "MiB",
        target: { op: "<=", value: 64 },
      },
      heap,
    ),
  );
}
