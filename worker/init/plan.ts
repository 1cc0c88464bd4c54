import type { Job } from "../jobs/job.ts";
import { jobOf } from "../jobs/registry.ts";
import { MARKET_KEY, PRICES_KEY } from "../market/snapshots.ts";
import type { InitPorts, InitTask } from "./task.ts";
import { backfillTask } from "./tasks/backfill.ts";
import { scheduledJobTask } from "./tasks/scheduled-job.ts";
import { seedCoinsTask } from "./tasks/seed-coins.ts";
import { sentimentTask } from "./tasks/sentiment.ts";
import { sentimentWebhookTask } from "./tasks/sentiment-webhook.ts";
import { technicalTask } from "./tasks/technical.ts";
import type { PlainWishes } from "./wishes.ts";

/** What warms the caches: its name here, the job, and how the keys begin of what it leaves in the cache. */
const CACHE_JOBS = [
  ["warm charts", "chart-cache", "chart:"],
  ["warm volumes", "volume-cache", "volume:"],
  ["warm prices", "price-snapshot", PRICES_KEY],
  ["warm market", "market-snapshot", MARKET_KEY],
] as const;

/** The tasks that wishes come to, in the order in which they are done. The same wishes give the same tasks. */
export function tasksOf(ports: InitPorts, id: string, wishes: PlainWishes): readonly InitTask[] {
  const tasks: InitTask[] = [];
  if (wishes.seedCoins || wishes.seedDetailedCoins) tasks.push(seedCoinsTask(ports, wishes));
  if (wishes.deepBackfillDays !== undefined) {
    for (const timeframe of wishes.timeframes) {
      for (const symbol of wishes.symbols) {
        tasks.push(backfillTask(ports, id, { symbol, timeframe, days: wishes.deepBackfillDays }));
      }
    }
  }
  if (wishes.computeTech) tasks.push(technicalTask(ports, wishes));
  if (wishes.fetchSentimentN8n) tasks.push(sentimentWebhookTask(ports, wishes));
  if (wishes.computeSent) tasks.push(sentimentTask(ports, job("sentiment-features")));
  if (wishes.seedDetailedCoins) tasks.push(scheduledJobTask(ports, "coin details", job("coin-details")));
  if (wishes.warmCaches) {
    for (const [name, jobId, key] of CACHE_JOBS) tasks.push(scheduledJobTask(ports, name, job(jobId), key));
  }
  return tasks;
}

function job(id: string): Job {
  const found = jobOf(id);
  if (found === undefined) throw new Error(`there is no job ${id}`);
  return found;
}
