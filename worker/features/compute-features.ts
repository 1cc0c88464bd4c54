import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { type BarChange, markChanged } from "../../platform/d1/bar-changes.ts";
import type { JobPorts } from "../jobs/job.ts";
import { catchUp } from "./catch-up.ts";

/**
 * Computes the stored features of a series anew, from `from` to its newest stored bar. Killed in the middle, the
 * series stays marked, and the job `technical-features` does the rest.
 * @param onProgress told the open time that was reached, after each thousand rows.
 * @returns rows that were computed, and those of them that were new or came out differently.
 * @throws WickError as History does.
 */
export async function computeFeatures(
  ports: Pick<JobPorts, "db" | "history" | "symbols">,
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
  onProgress: (reached: EpochMs) => void = () => {},
): Promise<{ readonly computed: number; readonly written: number }> {
  const feed = (await ports.symbols()).find((row) => row.symbol === symbol)?.feed ?? "push";
  let change: BarChange | null = await markChanged(ports.db, symbol, timeframe, from);
  let computed = 0;
  let written = 0;
  while (change !== null) {
    const step = await catchUp(ports, { symbol, timeframe, feed }, change);
    computed += step.computed;
    written += step.written;
    change = step.rest;
    if (change !== null) onProgress(change.fromOpen);
  }
  return { computed, written };
}
