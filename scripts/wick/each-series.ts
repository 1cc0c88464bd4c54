import type { Given } from "./flags.ts";
import { readSeries, type Series } from "./read-series.ts";
import { capitals, type DataFlag, findSeries } from "./series-files.ts";
import { rangeOf } from "./times.ts";
import type { World } from "./world.ts";

/** Every series that the flags name, one at a time. @throws UsageError, DataError */
export async function* eachSeries(
  given: Given<DataFlag>,
  symbols: readonly string[] | undefined,
  world: World,
): AsyncGenerator<Series> {
  const range = rangeOf(given.text("from"), given.text("to"));
  for (const files of await findSeries(given, capitals(symbols), world)) {
    const series = await readSeries(files, range, world);
    world.progress(`${series.symbol} ${series.timeframe}: ${series.bars.length} bars`);
    yield series;
  }
  world.progress("");
}
