import type { PriceBar } from "../../market/indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { KlineLines } from "../../web/workers/kline-lines.ts";
import { DataError } from "./failure.ts";

/**
 * The bars of lines of klines, in their order, read as the page reads them ([BT-61]).
 * @param path named in messages.
 * @param timeframe held to, where it is known.
 * @throws DataError that names file and line.
 */
export async function readCsvBars(
  batches: AsyncIterable<readonly string[]>,
  path: string,
  timeframe: Timeframe | null,
): Promise<PriceBar[]> {
  const klines = new KlineLines();
  const length = timeframe === null ? 1 : TIMEFRAME_MS[timeframe];
  let line = 0;
  const take = (text: string) => {
    line += 1;
    const before = klines.bars.length;
    klines.take(text);
    const bar = klines.bars[before];
    if (bar !== undefined && bar.openTime % length !== 0)
      throw new RangeError(`line ${line} opens at ${bar.openTime}, where no bar of ${timeframe} does`);
  };
  try {
    for await (const lines of batches) for (const text of lines) take(text);
  } catch (error) {
    if (error instanceof RangeError) throw new DataError(`${path}: ${error.message}.`);
    throw error;
  }
  return klines.bars;
}

/** Lines of text that comes in pieces. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  yield [rest + decoder.decode()];
}
