import { fetchPages } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import type { Backfill } from "./rows.ts";
import { storeFetched } from "./store.ts";

/** Pages a commit: some thousand rows, so that a batch costs little a row, and a kill little work. */
const PAGES_A_COMMIT = 5;

/**
 * Fetches and stores the next part of a backfill. @returns the row as it is then; undefined when somebody else has
 * taken over. @throws FeedError, Error when D1 fails
 */
export async function fetchNext(
  ports: BackfillPorts,
  row: Backfill,
  owner: string,
  pages: number,
): Promise<Backfill | undefined> {
  const asked = { rest: ports.exchange(row.symbol), timeframe: row.timeframe, purpose: "seed" } as const;
  const stretch = { from: row.cursor, to: row.toOpen };
  const fetched = await fetchPages(asked, stretch, Math.min(PAGES_A_COMMIT, Math.max(1, pages)));
  return await storeFetched(ports.db, row, owner, fetched, ports.now());
}
