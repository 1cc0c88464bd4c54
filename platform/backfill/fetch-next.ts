import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { endOfMonth } from "./archive/period.ts";
import { fetchFromArchive } from "./fetch-archive.ts";
import { fetchPages, pageAfter } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import type { Backfill } from "./rows.ts";
import { storeFetched } from "./store.ts";

/** Pages a commit: some thousand rows, so that a batch costs little a row, and a kill little work. */
const PAGES_A_COMMIT = 5;
/** A slow exchange's pages are committed one by one: well within the lease. */
const COMMIT_AFTER_MS = 5_000;

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
  let to = row.toOpen;
  if (row.source === "archive" && ports.config.BINANCE_ARCHIVE_URL !== "") {
    const at = await fetchFromArchive(ports, row, owner);
    if (at !== "absent") return at;
    // The next month may be there again.
    to = Math.min(to, endOfMonth(row.cursor) - TIMEFRAME_MS[row.timeframe]);
  }
  const asked = { rest: ports.exchange(row.symbol), timeframe: row.timeframe, purpose: "seed" } as const;
  const stretch = { from: row.cursor, to };
  const end = ports.now() + COMMIT_AFTER_MS;
  const most = Math.min(PAGES_A_COMMIT, Math.max(1, pages));
  const fetched = await fetchPages(asked, stretch, most, pageAfter(row.failures), () => ports.now() >= end);
  return await storeFetched(ports.db, row, owner, fetched, ports.now());
}
