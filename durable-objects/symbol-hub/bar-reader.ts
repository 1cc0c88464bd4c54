import type { BarPage, BarQuery, HubBarPage } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Core } from "./core.ts";

/** The hub's own bars of one timeframe, the forming one at the end where it is wanted. */
export function readBars(core: Core, query: BarQuery): HubBarPage {
  const stored = storedPage(core, query);
  const page = query.forming === true ? withForming(core, query, stored) : stored;
  const { timeframe } = query;
  const known = timeframe === "1s" ? oldestSecond(core) : core.tables.bars.oldest(timeframe);
  // Right after a cold start nothing is stored yet: the bar in progress is the first that is ours.
  return { ...page, oldest: known ?? core.engine.forming(timeframe)?.openTime ?? null };
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
