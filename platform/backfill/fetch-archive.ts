import type { Kline } from "../../market/bars/kline.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { errorText, log } from "../telemetry/log.ts";
import { fetchArchive } from "./archive/archive-file.ts";
import { klinesOfCsv } from "./archive/csv-klines.ts";
import { type ArchivePeriod, periodsAt } from "./archive/period.ts";
import { BadArchive, unzipOnly } from "./archive/zip.ts";
import { completed } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import type { Backfill } from "./rows.ts";
import { storeFetched } from "./store.ts";

/** Of a file and its checksum. */
const REQUESTS = 2;

/**
 * Stores what the public archive has from a backfill's cursor on, up to the end of one file, a few thousand rows a
 * commit; bars that the file lacks are asked of the exchange.
 * @returns the row as it is then; `absent` where the archive has no such file, or none that can be used; undefined
 * when somebody else has taken over. @throws FeedError, Error when D1 fails
 */
export async function fetchFromArchive(
  ports: BackfillPorts,
  row: Backfill,
  owner: string,
): Promise<Backfill | undefined | "absent"> {
  // workerd's fetch insists on being called as the global's own method.
  const fetcher: typeof fetch = ports.fetch ?? ((input, init) => globalThis.fetch(input, init));
  for (const period of periodsAt(row.symbol, row.timeframe, row.cursor, row.toOpen)) {
    let at: Backfill | undefined = row;
    try {
      const url = `${ports.config.BINANCE_ARCHIVE_URL.replace(/\/+$/, "")}/${period.path}`;
      const archive = await fetchArchive(fetcher, url);
      if (archive === undefined) continue;
      let requests = REQUESTS;
      for await (const klines of klinesOfCsv(unzipOnly(archive), row.timeframe)) {
        at = await storePart(ports, at, owner, within(period, at, klines), requests);
        requests = 0;
        if (at === undefined) return undefined;
      }
      return at.cursor > period.to ? at : await storePart(ports, at, owner, [], requests, period.to);
    } catch (error) {
      if (!(error instanceof BadArchive)) throw error;
      log({ event: "archive_refused", path: period.path, error: errorText(error) });
      // What of it was good is stored; the rest comes from REST.
      if (at !== row) return at;
    }
  }
  return "absent";
}

function within(period: ArchivePeriod, row: Backfill, klines: readonly Kline[]): readonly Kline[] {
  return klines.filter(({ openTime }) => openTime >= row.cursor && openTime <= period.to);
}

/** Stores klines from the cursor on, through `to` or the last of them. */
async function storePart(
  ports: BackfillPorts,
  row: Backfill,
  owner: string,
  klines: readonly Kline[],
  spent: number,
  to: number | undefined = klines.at(-1)?.openTime,
): Promise<Backfill | undefined> {
  if (to === undefined) return row;
  const { symbol, timeframe } = row;
  const asked = { rest: ports.exchange(symbol), timeframe, purpose: "seed" } as const;
  const whole = await completed(asked, { from: row.cursor, to }, klines);
  const requests = whole.requests + spent;
  return await storeFetched(
    ports.db,
    row,
    owner,
    { ...whole, requests, next: to + TIMEFRAME_MS[timeframe] },
    ports.now(),
  );
}
