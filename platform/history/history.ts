import type { History, SeriesName, TimeRange } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { SymbolConfig } from "../../contract/symbol.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { ColdBars } from "../cold/cold-bars.ts";
import { FOREVER } from "./hub-part.ts";
import { PageReader } from "./page-reader.ts";
import type { HistoryPorts } from "./ports.ts";

/** Bars a batch of `read`. */
const BATCH = 5_000;

/** One series out of the hub, D1, R2 and the exchange (docs/spec/history.md). */
export function openHistory(ports: HistoryPorts): History {
  const cold = new ColdBars(ports.db, ports.cold);
  return {
    page: async (symbol: string, feed: SymbolConfig["feed"], query: BarQuery): Promise<BarPage> =>
      await new PageReader(ports, cold, { symbol, feed, timeframe: query.timeframe }).page(query),
    read: (series, range) => readAll(new PageReader(ports, cold, series), series, range),
  };
}

async function* readAll(
  reader: PageReader,
  { timeframe }: SeriesName,
  range: TimeRange,
): AsyncGenerator<readonly Bar[]> {
  const step = TIMEFRAME_MS[timeframe];
  const to = Math.min(range.to, FOREVER);
  let { from } = range;
  // The first page looks for where the series begins. From there on only as far as a batch can reach, so that
  // stores which come later are not asked; where nothing is, again as far as it takes.
  let near = false;
  while (from <= to) {
    const until = near ? Math.min(to, from + BATCH * step - 1) : to;
    const { bars, more } = await reader.page({ timeframe, from, to: until, limit: BATCH });
    if (bars.length > 0) yield bars;
    const last = bars.at(-1);
    if (more && last === undefined) throw new Error("a page without bars is followed by more");
    from = more && last !== undefined ? last.openTime + step : until + 1;
    near = last !== undefined;
  }
}
