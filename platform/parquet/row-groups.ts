/** Rows a row group: a month of 1m bars is six; a thousand bars are read from one or two. */
export const GROUP_ROWS = 8_192;

/** Regroups batches of any size into row groups of `GROUP_ROWS`; the last one may be smaller, none is empty. */
export async function* rowGroups<Row>(
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let pending: Row[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      pending.push(row);
      if (pending.length === GROUP_ROWS) {
        yield pending;
        pending = [];
      }
    }
  }
  if (pending.length > 0) yield pending;
}

/** The rows, in slices of `GROUP_ROWS`. */
export function* slicesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += GROUP_ROWS) yield rows.slice(start, start + GROUP_ROWS);
}
