/** Cells of a column: numbers (NaN for none), or numbers, texts and nulls. Times are ms since the epoch, UTC. */
export type Cells = Float64Array | readonly (number | string | null)[];

export interface Column {
  readonly name: string;
  readonly kind: "time" | "number" | "text";
  readonly cells: Cells;
}

/** Rows of one series, as columns of one length. Tables of one command have the same columns. */
export interface Table {
  readonly columns: readonly Column[];
  readonly length: number;
}

/** A cell as it is told: no NaN, no −0. */
export function cellAt(cells: Cells, index: number): number | string | null {
  const cell = cells[index];
  if (cell === undefined || cell === null || typeof cell === "string") return cell ?? null;
  return Number.isNaN(cell) ? null : cell + 0;
}

/** How a column is made of rows. */
export interface ColumnOf<Row> {
  readonly name: string;
  readonly kind: Column["kind"];
  readonly of: (row: Row) => number | string | null;
}

export function columnOf<Row>(
  name: string,
  kind: Column["kind"],
  of: (row: Row) => number | string | null,
): ColumnOf<Row> {
  return { name, kind, of };
}

/** A table of rows of a series: its symbol and timeframe come first. */
export function tableOf<Row>(
  series: { readonly symbol: string; readonly timeframe: string },
  columns: readonly ColumnOf<Row>[],
  rows: readonly Row[],
): Table {
  return {
    length: rows.length,
    columns: [
      ...seriesColumns(series, rows.length),
      ...columns.map(({ name, kind, of }) => ({ name, kind, cells: rows.map(of) })),
    ],
  };
}

/** The columns that say whose rows they are. */
export function seriesColumns(
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: string },
  length: number,
): Column[] {
  const same = (name: string, text: string): Column => ({
    ...{ name, kind: "text" },
    cells: new Array<string>(length).fill(text),
  });
  return [same("symbol", symbol), same("timeframe", timeframe)];
}
