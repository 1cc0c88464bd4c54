import { TIMEFRAME_MS } from "../time/timeframe.ts";
import type { PendingMinute } from "./minutes.ts";

const MINUTE = TIMEFRAME_MS["1m"];

/** Consecutive minutes of which nothing has come yet, as after weeks of absence: one entry instead of thousands. */
interface EmptyRun extends Pick<PendingMinute, "openTime" | "complete" | "laterAt" | "absent"> {
  readonly count: number;
}

/** Pending minutes as they are stored. */
export type PackedMinute = PendingMinute | EmptyRun;

export function packMinutes(pending: readonly PendingMinute[]): PackedMinute[] {
  const packed: PackedMinute[] = [];
  for (const minute of pending) {
    const last = packed.at(-1);
    if (minute.sum !== null || minute.kline !== null) packed.push(minute);
    else if (last !== undefined && "count" in last && continues(last, minute)) {
      packed[packed.length - 1] = { ...last, count: last.count + 1 };
    } else {
      const { openTime, complete, laterAt, absent } = minute;
      packed.push({ openTime, complete, laterAt, absent, count: 1 });
    }
  }
  return packed;
}

export function unpackMinutes(packed: readonly PackedMinute[]): PendingMinute[] {
  return packed.flatMap((entry) => {
    if (!("count" in entry)) return [entry];
    const { openTime, count, ...rest } = entry;
    return Array.from({ length: count }, (_, index) => ({
      ...rest,
      openTime: openTime + index * MINUTE,
      sum: null,
      kline: null,
    }));
  });
}

function continues(run: EmptyRun, minute: PendingMinute): boolean {
  return (
    minute.openTime === run.openTime + run.count * MINUTE &&
    minute.complete === run.complete &&
    minute.laterAt === run.laterAt &&
    minute.absent === run.absent
  );
}
