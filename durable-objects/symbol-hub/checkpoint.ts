import type { EpochMs } from "../../market/time/timeframe.ts";
import type { SavedAnalytics } from "./analytics/analytics.ts";
import type { JournalState } from "./journal.ts";
import type { MetaTable } from "./meta-table.ts";

/** What a hub goes on from after a restart, beside its tables. */
export interface Checkpoint {
  readonly engine: string;
  readonly journal: JournalState;
  /** Absent in what was written before there were analyses. */
  readonly analytics?: SavedAnalytics;
  readonly lastId: number | null;
  readonly lastTime: EpochMs | null;
}

const CHECKPOINT = "checkpoint";

export function readCheckpoint(meta: MetaTable): Checkpoint | undefined {
  const text = meta.get(CHECKPOINT);
  return text === undefined ? undefined : JSON.parse(text);
}

export function putCheckpoint(meta: MetaTable, checkpoint: Checkpoint): void {
  meta.put(CHECKPOINT, JSON.stringify(checkpoint));
}
