import type { Job } from "../../jobs/job.ts";
import type { InitPorts, InitTask } from "../task.ts";

const UNCOMPUTED = `
  SELECT count(*) AS n FROM daily_sentiment AS day
  LEFT JOIN sentiment_features AS feature ON feature.coin = day.coin AND feature.day = day.day
  WHERE feature.coin IS NULL`;

/** Features of the daily sentiment; finds nothing to do until there is news. */
export function sentimentTask({ runner }: InitPorts, job: Job): InitTask {
  const { ports } = runner;
  const uncomputed = async () => (await ports.db.prepare(UNCOMPUTED).first<number>("n")) ?? 0;
  return {
    name: "sentiment features",
    pending: async () => (await uncomputed()) > 0,
    async step({ before }) {
      const { rows, detail } = await job.run(ports);
      const changed = before.changed + rows;
      const left = await uncomputed();
      const progress = { done: changed, total: changed + left, changed };
      if (left === 0) return { state: "done", detail, ...progress };
      if (rows > 0) return { state: "more", detail, ...progress };
      return { state: "failed", detail: `${left} days of sentiment have no features`, ...progress };
    },
  };
}
