import { type BarChange, readBarChanges } from "../../platform/d1/bar-changes.ts";
import { catchUp } from "../features/catch-up.ts";
import type { Job } from "./job.ts";

/** Rows a series and turn, and rows a run: half a second of computing. */
const ROWS_A_TURN = 1_000;
const ROWS_A_RUN = 4_000;

/**
 * Brings the stored features up to the stored bars, wherever those have changed. The series take turns, so that one
 * whose past is being filled in does not keep the others waiting; what a run does not reach is left to the next.
 */
export const technicalFeaturesJob: Job = {
  id: "technical-features",
  description: "Computes the technical features of new and corrected bars",
  cron: "* * * * *",
  timeoutMs: 55_000,
  async run(ports) {
    const feeds = new Map((await ports.symbols()).map(({ symbol, feed }) => [symbol, feed]));
    const failures: unknown[] = [];
    let turn = await readBarChanges(ports.db);
    let computed = 0;
    let written = 0;
    while (turn.length > 0 && computed < ROWS_A_RUN) {
      const next: BarChange[] = [];
      for (const change of turn) {
        if (computed >= ROWS_A_RUN) break;
        const { symbol, timeframe } = change;
        // Of a symbol that was removed nobody is asked: what is stored has to do.
        const series = { symbol, timeframe, feed: feeds.get(symbol) ?? "push" } as const;
        try {
          const step = await catchUp(ports, series, change, Math.min(ROWS_A_TURN, ROWS_A_RUN - computed));
          computed += step.computed;
          written += step.written;
          if (step.rest !== null) next.push(step.rest);
        } catch (error) {
          failures.push(error);
        }
      }
      turn = next;
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} series failed: ${failures[0]}`);
    return { rows: written, ...(computed > 0 ? { detail: `${computed} rows computed` } : {}) };
  },
};
