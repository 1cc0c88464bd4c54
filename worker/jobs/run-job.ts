import {
  abandonRun,
  type EtlTrigger,
  endRun,
  type HeldLease,
  type RunEnd,
  renewLease,
  takeLease,
} from "../../platform/d1/etl.ts";
import type { EtlJobRow } from "../../platform/d1/schema/etl.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Job, JobPorts } from "./job.ts";
import { nextAfterFailure, nextRegular } from "./schedule.ts";

/** What running jobs needs beside their own ports. */
export interface Runner {
  readonly ports: JobPorts;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** A name that no other run has. */
  readonly newOwner: () => string;
}

/** A long job's lease is renewed while it runs: one that was killed is known as dead after this, not after hours. */
const LEASE_MS = 120_000;
const RENEW_MS = 60_000;
/** A run that reaches its time-out must still write that down before it is taken for dead. */
const LEASE_MARGIN_MS = 15_000;
const MAX_TEXT = 500;

/**
 * Takes a job's lease for a run that begins now.
 * @param row as read; its lease is free.
 * @param due false for a run by hand, which does not ask whether the job is enabled and due.
 * @returns undefined when somebody else took it first.
 */
export async function beginRun(
  job: Job,
  row: EtlJobRow,
  trigger: EtlTrigger,
  runner: Runner,
  due: boolean,
): Promise<HeldLease | undefined> {
  // Runs are told apart by their start, also when the clock stands still between two.
  const startedAt = Math.max(runner.ports.now(), (row.lastRunAt ?? 0) + 1);
  // The owner tells the trigger, for whoever has to record this run as abandoned.
  const lease = { jobId: job.id, owner: `${trigger}:${runner.newOwner()}`, startedAt, trigger };
  const taken = await takeLease(runner.ports.db, lease, leaseEnd(job, startedAt), due ? row : undefined);
  return taken ? lease : undefined;
}

/** Runs a job whose lease is held, and records the end. Does not throw. @returns how it ended. */
export async function finishRun(
  job: Job,
  row: EtlJobRow,
  lease: HeldLease,
  runner: Runner,
): Promise<"ok" | "failed"> {
  const { ports } = runner;
  const renewal = setInterval(() => {
    renewLease(ports.db, lease, leaseEnd(job, ports.now())).catch((error: unknown) =>
      log({ event: "job_failed", job: job.id, action: "renew", error: errorText(error) }),
    );
  }, RENEW_MS);
  let end: RunEnd;
  try {
    const report = await withDeadline(job.run(ports), job.timeoutMs, `the job ${job.id}`);
    end = endOf(row, lease, runner, { status: "ok", rows: report.rows, error: null, detail: report.detail });
  } catch (error) {
    log({ event: "job_failed", job: job.id, action: "run", error: errorText(error) });
    end = endOf(row, lease, runner, {
      status: "failed",
      rows: 0,
      error: errorText(error),
      detail: undefined,
    });
  } finally {
    clearInterval(renewal);
  }
  await record(lease, end, ports);
  return end.status;
}

/** Records a run whose lease is over as abandoned, and puts its job in line for another try. */
export async function abandon(row: EtlJobRow, runner: Runner): Promise<void> {
  const now = runner.ports.now();
  const word = row.leaseOwner?.split(":")[0];
  const trigger = word === "manual" || word === "retry" ? word : "cron";
  const nextAt = nextAfterFailure(row.cron, now, row.failures + 1, runner.random());
  await abandonRun(runner.ports.db, row, { now, nextAt, trigger });
  log({ event: "job_failed", job: row.id, action: "abandoned", error: "its lease ended before it did" });
}

function leaseEnd(job: Job, now: number): number {
  return now + Math.min(job.timeoutMs, LEASE_MS) + LEASE_MARGIN_MS;
}

function endOf(
  row: EtlJobRow,
  lease: HeldLease,
  runner: Runner,
  result: {
    readonly status: "ok" | "failed";
    readonly rows: number;
    readonly error: string | null;
    readonly detail: string | undefined;
  },
): RunEnd {
  const now = runner.ports.now();
  const failures = result.status === "ok" ? 0 : row.failures + 1;
  // A scheduled run that began a moment early stands for its time; one by hand takes no other's place.
  const after = lease.trigger === "manual" ? now : Math.max(now, row.nextAt);
  const nextAt =
    failures === 0
      ? nextRegular(row.cron, after)
      : nextAfterFailure(row.cron, after, failures, runner.random());
  return {
    status: result.status,
    finishedAt: now,
    rows: result.rows,
    error: result.error?.slice(0, MAX_TEXT) ?? null,
    detail: result.detail?.slice(0, MAX_TEXT) ?? null,
    failures,
    nextAt,
    recorded: !isQuiet(row, lease, result),
  };
}

/**
 * A scheduled run that found nothing to do, like the one before it. Of the jobs of each minute these are most of the
 * runs; a row for each, and its deletion, would be a fifth of what the app itself writes.
 */
function isQuiet(
  row: EtlJobRow,
  { trigger }: HeldLease,
  { status, rows }: Pick<RunEnd, "status" | "rows">,
): boolean {
  return trigger === "cron" && status === "ok" && rows === 0 && row.lastStatus === "ok";
}

/** Tried twice: a commit whose answer was lost writes nothing the second time. Else the lease runs out by itself. */
async function record(lease: HeldLease, end: RunEnd, { db }: JobPorts): Promise<void> {
  const write = () => endRun(db, lease, end);
  await write()
    .catch(write)
    .catch((error: unknown) =>
      log({ event: "job_failed", job: lease.jobId, action: "record", error: errorText(error) }),
    );
}
