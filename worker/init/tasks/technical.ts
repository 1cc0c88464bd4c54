import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import { type BarChange, readBarChanges } from "../../../platform/d1/bar-changes.ts";
import { catchUp } from "../../features/catch-up.ts";
import type { InitPorts, InitTask, StepContext, TaskStep } from "../task.ts";
import type { PlainWishes } from "../wishes.ts";

/** Rows at a time: a fraction of a second of computing. */
const ROWS = 500;

/** Technical features of the wished series, until they have caught up with the stored bars. */
export function technicalTask({ runner }: InitPorts, wishes: PlainWishes): InitTask {
  const { ports } = runner;
  const series = new Set(
    wishes.symbols.flatMap((symbol) => wishes.timeframes.map((timeframe) => `${symbol} ${timeframe}`)),
  );

  /** Series that are out of date, each with how many of its bars are. */
  async function behind(): Promise<readonly { readonly change: BarChange; readonly bars: number }[]> {
    const changes = (await readBarChanges(ports.db)).filter(({ symbol, timeframe }) =>
      series.has(`${symbol} ${timeframe}`),
    );
    const newest = await newestOf(ports.db, changes);
    return changes
      .map((change, position) => {
        const last = newest[position] ?? null;
        const { fromOpen, timeframe } = change;
        const bars = last === null ? 0 : Math.ceil((last + 1 - fromOpen) / TIMEFRAME_MS[timeframe]);
        return { change, bars };
      })
      .filter(({ bars }) => bars > 0);
  }
  const barsOf = (parts: Awaited<ReturnType<typeof behind>>) =>
    parts.reduce((sum, { bars }) => sum + bars, 0);

  async function step({ before, budgetMs }: StepContext): Promise<TaskStep> {
    const end = ports.now() + budgetMs;
    const feeds = new Map((await ports.symbols()).map(({ symbol, feed }) => [symbol, feed]));
    let { changed } = before;
    const parts = await behind();
    const total = Math.max(before.total ?? 0, barsOf(parts));
    for (const part of parts) {
      let rest: BarChange | null = part.change;
      while (rest !== null && ports.now() < end) {
        const { symbol, timeframe } = rest;
        const result = await catchUp(
          ports,
          { symbol, timeframe, feed: feeds.get(symbol) ?? "push" },
          rest,
          ROWS,
        );
        changed += result.written;
        rest = result.rest;
      }
    }
    const left = barsOf(await behind());
    if (left === 0) return { state: "done", done: total, total, changed };
    return { state: "more", done: Math.max(0, total - left), total, changed };
  }

  return { name: "technical features", pending: async () => (await behind()).length > 0, step };
}

/** Open time of the newest stored bar of each series, in order; null where there is none. */
async function newestOf(
  db: D1Database,
  series: readonly { readonly symbol: string; readonly timeframe: string }[],
): Promise<readonly (number | null)[]> {
  const names = series.map(({ symbol, timeframe }) => [symbol, timeframe]);
  const { results } = await db
    .prepare(
      `SELECT (SELECT max(open_time) FROM ohlcv WHERE symbol = value ->> 0 AND timeframe = value ->> 1) AS newest
       FROM json_each(?1) ORDER BY key`,
    )
    .bind(JSON.stringify(names))
    .all<{ newest: number | null }>();
  return results.map(({ newest }) => newest);
}
