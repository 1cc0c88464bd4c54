/** Bars a row group: a month of 1m is six; a thousand bars are read from one or two. */
export const BAR_GROUP = 8_192;
/** Ticks a row group: an hour of a busy symbol is a few. */
export const TICK_GROUP = 32_768;

/** Regroups batches of any size into row groups of `size`; the last one may be smaller, none is empty. */
export async function* rowGroups<Row>(
  batches: AsyncIterable<readonly Row[]>,
  size: number,
): AsyncGenerator<readonly Row[]> {
  let pending: Row[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      pending.push(row);
      if (pending.length === size) {
        yield pending;
        pending = [];
      }
    }
  }
  if (pending.length > 0) yield pending;
}

/** The rows, in row groups of `size`. */
export function* slicesOf<Row>(rows: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
