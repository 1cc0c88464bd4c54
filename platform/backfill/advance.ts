import { FeedError } from "../feeds/feed.ts";
import { consequenceOf } from "./failure.ts";
import { fetchNext } from "./fetch-next.ts";
import { finish } from "./finish.ts";
import { fail, pause, takeLease } from "./lease.ts";
import type { BackfillPorts } from "./ports.ts";
import { type Backfill, readBackfill } from "./rows.ts";
import { verify } from "./verify.ts";

/** How much one call of `advance` may do before it returns. */
export interface Bounds {
  /** Pages asked of the exchange, roughly. */
  readonly requests: number;
  readonly ms: number;
}

const BOUNDS: Bounds = { requests: 40, ms: 20_000 };
/** How often verification may find something missing that it has just asked for. */
const MOST_ROUNDS = 5;

/** How a backfill stands after a step; `row` has its progress (`cursor` between `fromOpen` and `toOpen`, `rows`). */
export type Advance =
  /** There is more to do: call again at once. */
  | { readonly state: "progress"; readonly row: Backfill }
  /** The exchange wants us to wait, or failed: call again after `ms`. */
  | { readonly state: "wait"; readonly row: Backfill; readonly ms: number; readonly reason: string }
  /** Somebody else is at it, for another `ms` at least if they do not go on. */
  | { readonly state: "busy"; readonly row: Backfill; readonly ms: number }
  | { readonly state: "done" | "failed"; readonly row: Backfill };

/**
 * Takes a backfill some pages further. All progress is in its row, behind a lease of `owner`: a caller that was
 * killed anywhere is replaced by the next one, under any name, once the lease is over; under the same at once.
 * @throws Error when D1 fails, or nobody knows the id; nothing is lost, call again.
 */
export async function advance(
  ports: BackfillPorts,
  id: string,
  owner: string,
  bounds: Partial<Bounds> = {},
): Promise<Advance> {
  const { db, now } = ports;
  const row = await takeLease(db, id, owner, now());
  if (row === undefined) return await standing(ports, id);
  let at = row;
  try {
    const end = now() + (bounds.ms ?? BOUNDS.ms);
    const most = at.requests + (bounds.requests ?? BOUNDS.requests);
    while (at.status === "fetching") {
      if (at.requests >= most || now() >= end) return { state: "progress", row: at };
      const next = await fetchNext(ports, at, owner, most - at.requests);
      if (next === undefined) return await standing(ports, id);
      at = next;
    }
    return await verified(ports, at, owner, Math.max(1, most - at.requests));
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    return await stopped(ports, at, owner, error);
  }
}

async function verified(ports: BackfillPorts, row: Backfill, owner: string, pages: number): Promise<Advance> {
  const { db, now } = ports;
  const verdict = await verify(ports, row, pages);
  if (verdict.kind === "whole") {
    const done = await finish(db, row, owner, verdict.report, now());
    return done === undefined ? await standing(ports, row.id) : { state: "done", row: done };
  }
  const [first] = verdict.coverage.missing;
  const error = `missing in store after it was fetched: from ${first?.from} to ${first?.to}`;
  // What was asked for and is still missing was lost on its way into D1.
  const failures = row.error === error ? row.failures + 1 : 0;
  if (failures > MOST_ROUNDS) {
    await fail(db, row.id, owner, now(), error);
    return await standing(ports, row.id);
  }
  await pause(db, row.id, owner, now(), { failures, error, waitMs: 0 });
  return { state: "progress", row: { ...row, failures, error } };
}

async function stopped(
  ports: BackfillPorts,
  row: Backfill,
  owner: string,
  error: FeedError,
): Promise<Advance> {
  const { db, now } = ports;
  const consequence = consequenceOf(error, row);
  const reason = `${error.failure}: ${error.message}`.slice(0, 500);
  if (consequence.kind === "end") {
    await fail(db, row.id, owner, now(), reason);
    return await standing(ports, row.id);
  }
  const { ms, failures } = consequence;
  await pause(db, row.id, owner, now(), { failures, error: reason, waitMs: ms });
  return { state: "wait", row: { ...row, failures, error: reason }, ms, reason };
}

/** What the row says to one who does not have its lease. */
async function standing({ db, now }: BackfillPorts, id: string): Promise<Advance> {
  const row = await readBackfill(db, id);
  if (row === undefined) throw new Error(`there is no backfill ${id}`);
  if (row.status === "done" || row.status === "failed") return { state: row.status, row };
  return { state: "busy", row, ms: Math.max(1_000, (row.leaseUntil ?? 0) - now()) };
}
