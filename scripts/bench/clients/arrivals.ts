import type { Recorded } from "./client-group.ts";

/** Latencies in ms, ascending, of what arrived, by the time each key was sent. @throws Error where one is missing */
export function latencies(
  recorded: Recorded,
  sent: ReadonlyMap<number, number>,
  sockets: number,
): Float64Array {
  const counts = new Map<number, number>();
  const result = new Float64Array(recorded.keys.length);
  let size = 0;
  for (const [i, key] of recorded.keys.entries()) {
    const sentAt = sent.get(key);
    if (sentAt === undefined) continue;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    result[size++] = (recorded.times[i] ?? Number.NaN) - sentAt;
  }
  for (const key of sent.keys()) {
    const count = counts.get(key) ?? 0;
    if (count !== sockets) throw new Error(`update ${key} came ${count} times to ${sockets} sockets`);
  }
  return result.subarray(0, size).sort();
}
