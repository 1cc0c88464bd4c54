import { isTimeframe, TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { Job } from "../../jobs/job.ts";
import type { InitPorts, InitTask, StepContext, TaskStep } from "../task.ts";
import type { PlainWishes } from "../wishes.ts";

// How many bars lie between where derived data is out of date and the newest bar.
const BEHIND = `
  SELECT timeframe, from_open AS fromOpen,
    (SELECT max(open_time) FROM ohlcv WHERE symbol = bar_change.symbol AND timeframe = bar_change.timeframe) AS newest
  FROM bar_change WHERE symbol IN (SELECT value FROM json_each(?1)) AND timeframe IN (SELECT value FROM json_each(?2))`;

/** Technical features of the wished series, until they have caught up with the stored bars. */
export function technicalTask({ runner }: InitPorts, wishes: PlainWishes, job: Job): InitTask {
  const { ports } = runner;

  /** Bars whose features are out of date. */
  async function behind(): Promise<number> {
    const { results } = await ports.db
      .prepare(BEHIND)
      .bind(JSON.stringify(wishes.symbols), JSON.stringify(wishes.timeframes))
      .all<{ timeframe: string; fromOpen: number; newest: number | null }>();
    return results.reduce((sum, { timeframe, fromOpen, newest }) => {
      if (newest === null || newest < fromOpen || !isTimeframe(timeframe)) return sum;
      return sum + Math.round((newest - fromOpen) / TIMEFRAME_MS[timeframe]) + 1;
    }, 0);
  }

  async function step({ before, budgetMs }: StepContext): Promise<TaskStep> {
    const end = ports.now() + budgetMs;
    let { changed } = before;
    let left = await behind();
    const total = Math.max(before.total ?? 0, before.done + left);
    while (left > 0 && ports.now() < end) {
      const { rows } = await job.run(ports);
      changed += rows;
      const now = await behind();
      // Nothing to compute, and nothing in between: the scheduled job is at it, or will be when it can.
      if (rows === 0 && now >= left) {
        return { state: "wait", ms: 1_000, detail: "waits for bars", done: total - now, total, changed };
      }
      left = now;
    }
    const done = Math.max(0, total - left);
    return left === 0
      ? { state: "done", done: total, total, changed }
      : { state: "more", done, total, changed };
  }

  return { name: "technical features", pending: async () => (await behind()) > 0, step };
}
