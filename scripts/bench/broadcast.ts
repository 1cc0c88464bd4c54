import { latencies } from "./clients/arrivals.ts";
import type { ClientGroup } from "./clients/client-group.ts";
import { clockMs, delay, pace } from "./clock.ts";
import type { Link } from "./exchange/bench-exchange.ts";
import { percentile } from "./statistics.ts";

/** One update on its way: the frames that cause it, and the key its copies bear. */
export interface Update {
  readonly key: number;
  readonly frames: Buffer;
}

/** A broadcasting server: where its input is written, and who listens. */
export interface Broadcaster {
  readonly link: Link;
  readonly clients: readonly ClientGroup[];
}

const LIMIT_MS = 60_000;

/** Writes all updates at once. @returns messages a second, until every client has every one; and one of them. */
export async function burst(
  { link, clients }: Broadcaster,
  updates: readonly Update[],
): Promise<{ readonly rate: number; readonly sample: string }> {
  const keys = updates.map(({ key }) => key);
  const waits = await Promise.all(clients.map((group) => group.expect(keys, LIMIT_MS)));
  const from = clockMs();
  link.write(Buffer.concat(updates.map(({ frames }) => frames)));
  const ends = await Promise.all(waits.map(({ reached }) => reached));
  const ms = Math.max(...ends.map(({ at }) => at)) - from;
  const messages = clients.reduce((sum, group) => sum + updates.length * group.sockets, 0);
  return { rate: (messages / ms) * 1_000, sample: ends[0]?.sample ?? "" };
}

/** How long updates took, ms, and the text of the last. */
export interface Pace {
  readonly p50: number;
  readonly p99: number;
  readonly sample: string;
}

/**
 * Writes the updates one by one, evenly.
 * @throws Error unless every client gets every one exactly once.
 */
export async function paced(
  { link, clients }: Broadcaster,
  updates: readonly Update[],
  hertz: number,
): Promise<Pace> {
  const keys = updates.map(({ key }) => key);
  const waits = await Promise.all(clients.map((group) => group.expect(keys, LIMIT_MS)));
  const sent = new Map<number, number>();
  await pace(updates.length, 1_000 / hertz, (i) => {
    const update = updates[i];
    if (update === undefined) return;
    sent.set(update.key, clockMs());
    link.write(update.frames);
  });
  const ends = await Promise.all(waits.map(({ reached }) => reached));
  // What came too often would come now.
  await delay(100);
  const parts = await Promise.all(
    clients.map(async (group) => latencies(await group.collect(), sent, group.sockets)),
  );
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let size = 0;
  for (const part of parts) {
    all.set(part, size);
    size += part.length;
  }
  all.sort();
  return { p50: percentile(all, 0.5), p99: percentile(all, 0.99), sample: ends[0]?.sample ?? "" };
}
