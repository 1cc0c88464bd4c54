import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";

const MAX_KLINES = 1_000;

/**
 * Bars of one timeframe: ours where we have them, the exchange's klines before that, the forming bar at the
 * end. The caller sees one series.
 * @throws FeedError when nothing is stored for the range and the exchange does not answer.
 */
export async function readBars(core: Core, rest: FeedRest | undefined, query: BarQuery): Promise<BarPage> {
  const stored = storedPage(core, query);
  const page = await withOlder(core, rest, query, stored);
  return query.forming === true ? withForming(core, query, page) : page;
}

function storedPage(core: Core, query: BarQuery): BarPage {
  if (query.timeframe !== "1s") return core.tables.bars.page(query);
  const { from, to = Number.MAX_SAFE_INTEGER, limit } = query;
  // Reaching on, or back, further and further until enough seconds had trades: never a day at once for a few.
  const oldest = oldestSecond(core);
  // The last event may be a correction of an earlier second.
  const fresh = core.journal.seconds.reduce((latest, { bar }) => Math.max(latest, bar.openTime), 0);
  const newest = Math.min(to, fresh || (core.tables.seconds.newestOpen() ?? 0));
  if (oldest === undefined) return { bars: [], more: false };
  if (from !== undefined) {
    const first = Math.max(from, oldest);
    let bars: Bar[] = [];
    let reach = first - 1;
    for (let span = limit + 60; reach < newest && bars.length <= limit; span *= 2) {
      reach = Math.min(newest, first + span * 1_000);
      bars = secondsBetween(core, first, reach);
    }
    return { bars: bars.slice(0, limit), more: bars.length > limit };
  }
  let bars: Bar[] = [];
  let reach = newest + 1;
  for (let span = limit + 60; reach > oldest && bars.length <= limit; span *= 2) {
    reach = Math.max(oldest, newest - span * 1_000);
    bars = secondsBetween(core, reach, newest);
  }
  return { bars: bars.slice(-limit), more: bars.length > limit };
}

function oldestSecond(core: Core): number | undefined {
  return core.tables.seconds.oldestOpen() ?? core.journal.seconds[0]?.bar.openTime;
}

function secondsBetween(core: Core, from: number, to: number): Bar[] {
  const bars = new Map(core.tables.seconds.inTime(from, to).map((bar) => [bar.openTime, bar]));
  for (const { bar } of core.journal.seconds) {
    if (bar.openTime >= from && bar.openTime <= to) bars.set(bar.openTime, bar);
  }
  return [...bars.values()].sort((a, b) => a.openTime - b.openTime);
}

async function withOlder(
  core: Core,
  rest: FeedRest | undefined,
  query: BarQuery,
  stored: BarPage,
): Promise<BarPage> {
  const { timeframe, from, limit } = query;
  const known = timeframe === "1s" ? oldestSecond(core) : core.tables.bars.oldest(timeframe);
  // Right after a cold start nothing is stored yet: the exchange has all that is before the bar in progress.
  const oldest = known ?? core.engine.forming(timeframe)?.openTime;
  if (rest === undefined || oldest === undefined || (from !== undefined && from >= oldest)) return stored;
  const to = Math.min(query.to ?? Number.MAX_SAFE_INTEGER, oldest - TIMEFRAME_MS[timeframe]);
  if (from === undefined && stored.bars.length >= limit) return stored;
  const missing = Math.min(MAX_KLINES, from === undefined ? limit - stored.bars.length : limit);
  let older: Bar[];
  let read: number;
  try {
    const klines = await rest.klines({
      timeframe,
      to,
      limit: missing,
      purpose: "live",
      ...(from === undefined ? {} : { from }),
    });
    read = klines.length;
    // Ours have no 1s bars without trades ([BAR-20]); one series follows one rule.
    const wanted = klines.filter((kline) => kline.openTime <= to && (timeframe !== "1s" || kline.n > 0));
    older = wanted.map((kline) => barOfKline(kline, 0));
  } catch (error) {
    if (!(error instanceof FeedError) || stored.bars.length === 0 || from !== undefined) throw error;
    // The newest part is known: half an answer, said to be one, is better than none.
    return { bars: stored.bars, more: true };
  }
  if (from === undefined) return { bars: [...older, ...stored.bars], more: read >= missing };
  const bars = [...older, ...stored.bars];
  const whole = read < missing;
  return { bars: (whole ? bars : older).slice(0, limit), more: !whole || bars.length > limit || stored.more };
}

function withForming(core: Core, query: BarQuery, page: BarPage): BarPage {
  const forming = core.engine.forming(query.timeframe);
  const last = page.bars.at(-1);
  if (forming === undefined || (query.to !== undefined && forming.openTime > query.to)) return page;
  if (query.from !== undefined && (forming.openTime < query.from || page.more)) return page;
  if (last !== undefined && last.openTime >= forming.openTime) return page;
  const bars = [...page.bars, forming];
  if (bars.length <= query.limit) return { bars, more: page.more };
  return query.from === undefined ? { bars: bars.slice(1), more: true } : { bars: page.bars, more: true };
}
