import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { barFileBytes, barFileStream, endOf } from "../../platform/parquet/bar-file.ts";
import { CSV_HEADER, csvRows } from "./bar-text.ts";

export type FileFormat = "csv" | "parquet";

export const FILE_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

export interface ExportAbout {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/**
 * A file of bars as a stream that is written as fast as it is read: no more than a batch is held. The source's
 * first error is thrown here; a later one breaks the body off, so that half a file is not taken for a whole one.
 */
export async function exportStream(
  batches: AsyncIterable<readonly Bar[]>,
  format: FileFormat,
  about: ExportAbout,
): Promise<ReadableStream<Uint8Array>> {
  const begun = await begin(batches);
  return format === "csv" ? streamOf(csvParts(begun), begun) : barFileStream(begun, about);
}

/** A file of the bars of one page. */
export function barFile(bars: readonly Bar[], about: ExportAbout): Uint8Array {
  return barFileBytes(bars, about);
}

/** `BTCUSDT-1h-2017-08-17.csv`: the day is that of the first open time asked for. */
export function fileName({ symbol, timeframe }: ExportAbout, from: EpochMs | undefined, format: FileFormat) {
  const day = from === undefined ? "newest" : new Date(from).toISOString().slice(0, 10);
  return `${symbol}-${timeframe}-${day}.${format}`;
}

/**
 * Reads the first batch, while an error can still be answered as one. What it gives is no generator: one that was
 * never asked for anything would not end its source either when it is told to stop.
 */
async function begin(batches: AsyncIterable<readonly Bar[]>): Promise<AsyncIterable<readonly Bar[]>> {
  const source = batches[Symbol.asyncIterator]();
  let first: IteratorResult<readonly Bar[]> | undefined = await source.next();
  const iterator: AsyncIterator<readonly Bar[]> = {
    async next() {
      const next = first ?? (await source.next());
      first = undefined;
      return next;
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* csvParts(batches: AsyncIterable<readonly Bar[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(CSV_HEADER);
  for await (const bars of batches) yield encoder.encode(csvRows(bars));
}

function streamOf(
  parts: AsyncGenerator<Uint8Array>,
  source: AsyncIterable<readonly Bar[]>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await parts.return(undefined);
        await endOf(source);
      },
    },
    // Nothing is read before the reader asks for it.
    { highWaterMark: 0 },
  );
}
