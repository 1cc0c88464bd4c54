import type { Runner } from "../jobs/run-job.ts";

/** What the tasks of an initialisation may touch: what jobs may, and the running of jobs. */
export interface InitPorts {
  readonly runner: Runner;
  /** To the outside, for the webhook; the platform's own when absent. */
  readonly fetch?: typeof fetch;
}

/** How far a task is. Totals over the whole run of it, also of what was done before a take-over. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  /** What has changed: 0 when all was there already. */
  readonly changed: number;
}

/** How a task stands after a step. */
export type TaskStep =
  /** There is more to do. */
  | ({ readonly state: "more"; readonly detail?: string | undefined } & Progress)
  /** Something outside has to come first: again after `ms`. */
  | ({ readonly state: "wait"; readonly ms: number; readonly detail: string } & Progress)
  | ({ readonly state: "done"; readonly detail?: string | undefined } & Progress)
  /** It cannot be done, and trying again does not help. */
  | ({ readonly state: "failed"; readonly detail: string } & Progress);

/** What a step is given. */
export interface StepContext {
  /** Where the task stood. */
  readonly before: Progress;
  /** Name of this driver, for leases. */
  readonly owner: string;
  /** How long the step may take, roughly. */
  readonly budgetMs: number;
}

/**
 * A part of an initialisation. Idempotent: a step that was killed anywhere is done again by the next driver, and
 * ends in the same state.
 */
export interface InitTask {
  /** `backfill BTCUSDT 12h`. */
  readonly name: string;
  /** Whether there is anything left to do. Writes nothing that a step would not. @throws as `step` */
  pending(): Promise<boolean>;
  /** Does a bounded part of it. @throws what it fails with: it is tried again with backoff. */
  step(context: StepContext): Promise<TaskStep>;
}
