import { WickError } from "../../contract/errors.ts";
import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import type { Wish } from "../../market/history/draft.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../feeds/feed.ts";
import type { PartRead } from "./cold-part.ts";
import { FOREVER } from "./hub-part.ts";

/** Rows a request. */
const MOST = 1_000;
/** How far the machine's clock must be past a bar before it is believed closed by that alone. */
const SURELY_MS = 86_400_000;

export interface ExchangeAsk {
  readonly rest: FeedRest;
  readonly timeframe: Timeframe;
  readonly wish: Wish;
  /** No store has anything behind: the last bar may still form. */
  readonly open: boolean;
  readonly now: () => number;
}

/** The exchange's klines of a stretch as revision 0, as many as the wish needs. Never rejects with FeedError. */
export async function readExchange(ask: ExchangeAsk, wanted: Stretch): Promise<PartRead> {
  const { forward: isForward, limit } = ask.wish;
  return isForward ? await forward(ask, wanted, limit) : await backward(ask, wanted, limit);
}

async function forward(ask: ExchangeAsk, wanted: Stretch, limit: number): Promise<PartRead> {
  const bars: Bar[] = [];
  let { from } = wanted;
  try {
    while (from <= wanted.to) {
      const asked = Math.min(MOST, limit);
      const klines = await ask.rest.klines({
        timeframe: ask.timeframe,
        from,
        ...(wanted.to >= FOREVER ? {} : { to: wanted.to }),
        limit: asked,
        purpose: "read",
      });
      bars.push(...(await closedBars(ask, klines, klines.length === asked)));
      const last = klines.at(-1);
      if (last === undefined || klines.length < asked) break;
      if (bars.length >= limit) return { bars, cutAt: bars.at(-1)?.openTime ?? null };
      from = last.openTime + TIMEFRAME_MS[ask.timeframe];
    }
    return { bars, cutAt: null };
  } catch (error) {
    return { bars, cutAt: null, unknown: { from, to: wanted.to, error: unavailable(error) } };
  }
}

async function backward(ask: ExchangeAsk, wanted: Stretch, limit: number): Promise<PartRead> {
  let bars: readonly Bar[] = [];
  let { to } = wanted;
  try {
    while (to >= wanted.from) {
      const asked = Math.min(MOST, limit);
      const klines = await ask.rest.klines({
        timeframe: ask.timeframe,
        ...(to >= FOREVER ? {} : { to }),
        limit: asked,
        purpose: "read",
      });
      const inside = klines.filter(({ openTime }) => openTime >= wanted.from);
      bars = [...(await closedBars(ask, inside, to < FOREVER)), ...bars];
      const first = inside[0];
      if (first === undefined || inside.length < asked) break;
      if (bars.length >= limit) return { bars, cutAt: bars[0]?.openTime ?? null };
      to = first.openTime - TIMEFRAME_MS[ask.timeframe];
    }
    return { bars, cutAt: null };
  } catch (error) {
    return { bars, cutAt: null, unknown: { from: wanted.from, to, error: unavailable(error) } };
  }
}

/** @param later the exchange may have later klines than these. */
async function closedBars(
  ask: ExchangeAsk,
  klines: readonly Kline[],
  later: boolean,
): Promise<readonly Bar[]> {
  const last = klines.at(-1);
  const open = ask.open && last !== undefined && !last.closed && !(await isOver(ask, last, later));
  return (
    (open ? klines.slice(0, -1) : klines)
      // Ours have no 1s bars without trades ([BAR-20]); one series follows one rule.
      .filter((kline) => ask.timeframe !== "1s" || kline.n > 0)
      .map((kline) => barOfKline(kline, 0))
  );
}

/**
 * Whether the exchange's newest kline is closed, which its row does not say: by the exchange's own clock. Only one
 * that has no clock to tell (a recording, long over) is judged by the machine's; one that only fails to tell it now
 * may be years behind the machine, and its newest kline is not believed closed.
 */
async function isOver(ask: ExchangeAsk, kline: Kline, later: boolean): Promise<boolean> {
  const { rest, timeframe } = ask;
  const end: EpochMs = kline.openTime + TIMEFRAME_MS[timeframe];
  if (later) {
    const [newest] = await rest.klines({ timeframe, limit: 1, purpose: "read" });
    if (newest !== undefined && newest.openTime >= end) return true;
  }
  try {
    return (await rest.ticker({ purpose: "read" })).time >= end;
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    return error.failure === "rejected" && ask.now() >= end + SURELY_MS;
  }
}

function unavailable(error: unknown): WickError {
  if (!(error instanceof FeedError)) throw error;
  const why =
    error.failure === "rate_limited"
      ? "of which readers have asked as much as they may in this minute"
      : "which does not answer";
  return new WickError("exchange_unavailable", `These bars are at the exchange, ${why}.`, {
    cause: error,
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}
