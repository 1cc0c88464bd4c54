import type { EtlJob, EtlRun } from "../../contract/rest/etl.ts";
import type { Tone } from "./feed-view.ts";

/** How a job's state is shown: a word, its tone, and the reason where there is one. */
export interface JobView {
  readonly tone: Tone;
  readonly label: string;
  readonly reason: string | null;
}

/** A job in a word. That it was switched off comes before how it ended last, failure before rest. */
export function jobView(job: EtlJob): JobView {
  if (job.runningSince !== null) return { tone: "wait", label: "running", reason: null };
  const error = job.lastRun?.error ?? null;
  if (!job.enabled) return { tone: "wait", label: "off", reason: null };
  if (job.lastStatus === "failed") {
    const times = job.failures === 1 ? "once" : `${job.failures} times in a row`;
    return { tone: "bad", label: "failing", reason: `Failed ${times}${error === null ? "." : `: ${error}`}` };
  }
  if (job.lastStatus === null) return { tone: "wait", label: "not run yet", reason: null };
  return { tone: "good", label: "ok", reason: null };
}

/** A run in a word. */
export function runView(run: EtlRun): { readonly tone: Tone; readonly label: string } {
  switch (run.status) {
    case "ok":
      return { tone: "good", label: "ok" };
    case "failed":
      return { tone: "bad", label: "failed" };
    case "abandoned":
      return { tone: "warn", label: "abandoned" };
    default:
      return run.status satisfies never;
  }
}
