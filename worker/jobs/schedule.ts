import { Cron } from "croner";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Failures in a row after which the wait does not grow any more. */
const LONGEST_AFTER = 7;

/** Parsing costs more than asking, and the registry has few expressions. */
const parsed = new Map<string, Cron>();

/**
 * The first regular time after `after`, in epoch ms. Five fields, UTC.
 * @throws Error on an expression that is none, or that never comes.
 */
export function nextRegular(cron: string, after: number): number {
  const next = expressionOf(cron).nextRun(new Date(after));
  if (next === null) throw new Error(`the schedule ${cron} never comes`);
  return next.getTime();
}

/** Whether a time, in epoch ms, is one of the schedule's own, and not that of a retry. */
export function isRegular(cron: string, time: number): boolean {
  return time % MINUTE_MS === 0 && nextRegular(cron, time - 1) === time;
}

/**
 * When a job that failed is tried again: after a minute, then twice as long each time up to an hour, give or take
 * a fifth so that what failed together is not tried together. Never later than its next regular time.
 * @param failures in a row, this one included; at least 1.
 * @param random from 0 up to 1.
 */
export function nextAfterFailure(cron: string, now: number, failures: number, random: number): number {
  const wait = Math.min(HOUR_MS, MINUTE_MS * 2 ** (Math.min(failures, LONGEST_AFTER) - 1));
  const retryAt = now + Math.round(wait * (0.8 + 0.4 * random));
  return Math.min(retryAt, nextRegular(cron, now));
}

function expressionOf(cron: string): Cron {
  const known = parsed.get(cron);
  if (known !== undefined) return known;
  // A fixed offset: no time zone tables are asked for UTC.
  const expression = new Cron(cron, { mode: "5-part", utcOffset: 0 });
  parsed.set(cron, expression);
  return expression;
}
