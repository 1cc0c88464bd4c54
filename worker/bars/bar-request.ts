import { WickError } from "../../contract/errors.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** A reader's wish for bars, as it stands in the query. */
export interface BarRequest {
  readonly timeframe: Timeframe;
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly forming: boolean;
}

/**
 * The hub's query of a request. With `from` pages run forward in time, without it backward from the newest;
 * a cursor stands where the next page begins.
 * @throws WickError invalid_input
 */
export function barQueryOf(request: BarRequest): BarQuery {
  const { timeframe, limit, forming } = request;
  const at = request.cursor === undefined ? undefined : readCursor(request.cursor);
  const from = at?.direction === "forward" ? at.time : request.from;
  const to = at?.direction === "backward" ? at.time : request.to;
  if (from !== undefined && to !== undefined && from > to) {
    throw new WickError("invalid_input", "The range is empty.", {
      errors: [{ path: "from", message: "must not be after to" }],
    });
  }
  return {
    timeframe,
    limit,
    forming,
    ...(from === undefined || at?.direction === "backward" ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The cursor of the page after this one, null where there is none. */
export function nextCursor(
  query: BarQuery,
  page: Pick<BarPage, "more"> & { readonly bars: readonly { readonly openTime: EpochMs }[] },
): string | null {
  const first = page.bars[0];
  const last = page.bars.at(-1);
  if (!page.more || first === undefined || last === undefined) return null;
  return query.from === undefined
    ? writeCursor("backward", first.openTime - 1)
    : writeCursor("forward", last.openTime + TIMEFRAME_MS[query.timeframe]);
}

/** The cursor of the pages before (or, with `from`, after) a time, where a page has nothing to go on from. */
export function cursorAt(query: BarQuery, time: EpochMs): string {
  return writeCursor(query.from === undefined ? "backward" : "forward", time);
}

type Direction = "forward" | "backward";

function writeCursor(direction: Direction, time: EpochMs): string {
  return btoa(`${direction === "forward" ? "f" : "b"}${time}`).replaceAll("=", "");
}

function readCursor(cursor: string): { readonly direction: Direction; readonly time: EpochMs } {
  const match = /^([fb])(\d{1,16})$/.exec(decodeBase64(cursor));
  if (match === null) {
    throw new WickError("invalid_input", "The cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "unknown cursor" }],
    });
  }
  return { direction: match[1] === "f" ? "forward" : "backward", time: Number(match[2]) };
}

function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
