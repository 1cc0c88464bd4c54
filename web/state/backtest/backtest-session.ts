import { type ReadonlySignal, signal } from "@preact/signals";
import type { BacktestResult } from "../../../market/backtest/result.ts";
import type { BacktestJob, BacktestNews } from "../../workers/backtest-messages.ts";

export type BacktestPhase =
  | { readonly kind: "idle" }
  | { readonly kind: "reading"; readonly bars: number }
  | { readonly kind: "running"; readonly part: number; readonly bars: number }
  | { readonly kind: "failed"; readonly message: string };

/** A result that is shown, and how long the engine took. */
export interface Outcome {
  readonly result: BacktestResult;
  readonly ms: number;
}

/** The page's side of the worker: one backtest at a time, the last result stays until the next is there. */
export interface BacktestSession {
  readonly phase: ReadonlySignal<BacktestPhase>;
  readonly outcome: ReadonlySignal<Outcome | null>;
  run(job: BacktestJob): void;
  cancel(): void;
}

/** @param open makes a worker; each backtest has its own, so that it can be given up at any point. */
export function openSession(open: () => Worker): BacktestSession {
  const phase = signal<BacktestPhase>({ kind: "idle" });
  const outcome = signal<Outcome | null>(null);
  let worker: Worker | null = null;
  const end = (last: BacktestPhase) => {
    worker?.terminate();
    worker = null;
    phase.value = last;
  };
  return {
    phase,
    outcome,
    run(job) {
      end({ kind: "reading", bars: 0 });
      const started = open();
      worker = started;
      started.addEventListener("message", ({ data }: MessageEvent<BacktestNews>) => {
        // What was under way when it was given up is no longer of interest.
        if (worker !== started) return;
        if (data.kind === "done") {
          outcome.value = { result: data.result, ms: data.ms };
          end({ kind: "idle" });
        } else if (data.kind === "failed") end(data);
        else phase.value = data;
      });
      started.addEventListener("error", () => {
        if (worker === started)
          end({ kind: "failed", message: "The backtest's code did not load. Reload the page." });
      });
      started.postMessage(job);
    },
    cancel: () => end({ kind: "idle" }),
  };
}
