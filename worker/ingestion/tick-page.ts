import type { DecimalStyle } from "../../contract/bar-json.ts";
import { WickError } from "../../contract/errors.ts";
import type { TickQuery } from "../../contract/hub.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** A reader's wish for ticks. With `from` pages run forward, without it there is one page: the newest. */
export interface TickRequest {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Ticks of one millisecond that a page may overlap with the one before; more of them than this cannot be. */
const OVERLAP = 1_000;

/** A cursor is the time and id of the last tick seen: ids alone cannot be asked for, times alone repeat. */
export function tickQueryOf(request: TickRequest): { readonly query: TickQuery; readonly afterId: number } {
  const { from, to, limit } = request;
  if (request.cursor === undefined) {
    return { query: { limit: limit + 1, ...defined(from, to) }, afterId: -1 };
  }
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(request.cursor);
  if (match === null) {
    throw new WickError("invalid_input", "The cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "unknown cursor" }],
    });
  }
  return {
    query: { limit: limit + 1 + OVERLAP, ...defined(Number(match[1]), to) },
    afterId: Number(match[2]),
  };
}

/** The page of a hub's answer, and the cursor of the next one. */
export function tickPage(
  request: TickRequest,
  afterId: number,
  ticks: readonly Trade[],
): { readonly ticks: readonly Trade[]; readonly cursor: string | null } {
  const forward = request.from !== undefined || request.cursor !== undefined;
  if (!forward) return { ticks: ticks.slice(-request.limit), cursor: null };
  const unseen = ticks.filter((tick) => tick.id > afterId);
  const page = unseen.slice(0, request.limit);
  const last = page.at(-1);
  return { ticks: page, cursor: last && unseen.length > page.length ? `${last.time}-${last.id}` : null };
}

export function tickJson(tick: Trade, style: DecimalStyle): string {
  const q = style === "string" ? '"' : "";
  return (
    `{"id":${tick.id},"price":${q}${tick.price}${q},"size":${q}${tick.size}${q},"time":${tick.time},` +
    `"firstId":${tick.firstId},"lastId":${tick.lastId},"buyerIsMaker":${tick.buyerIsMaker}}`
  );
}

function defined(from: EpochMs | undefined, to: EpochMs | undefined): { from?: EpochMs; to?: EpochMs } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
