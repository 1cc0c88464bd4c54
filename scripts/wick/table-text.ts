import { type Cells, type Column, cellAt, type Table } from "./table.ts";

/** Rows that become text at once. */
const PIECE = 1_000;

/** How a table is written. */
export interface TextStyle {
  /** Times as 2024-08-01T00:00:00.000Z instead of ms. */
  readonly iso: boolean;
}

type RowText = (index: number) => string;

/** CSV (RFC 4180, lines end with LF): a header before the first table, an empty cell for null. */
export function* csvPieces(table: Table, isFirst: boolean, style: TextStyle): Generator<string> {
  if (isFirst) yield `${table.columns.map(({ name }) => csvCell(name)).join(",")}\n`;
  const runs = runsOf(table.columns, style);
  yield* pieces(table.length, (index) => {
    let row = runs[0]?.(index) ?? "";
    for (let i = 1; i < runs.length; i++) row += `,${runs[i]?.(index)}`;
    return `${row}\n`;
  });
}

/** An object a row, by the columns' names. */
export function* jsonRows(table: Table, style: TextStyle, before: RowText, after: string): Generator<string> {
  const cells = table.columns.map((column) => ({ name: column.name, at: cellsIn(column, style) }));
  yield* pieces(table.length, (index) => {
    const row: Record<string, number | string | null> = {};
    for (const { name, at } of cells) row[name] = at(index);
    return `${before(index)}${JSON.stringify(row)}${after}`;
  });
}

function* pieces(length: number, row: RowText): Generator<string> {
  for (let start = 0; start < length; start += PIECE) {
    let text = "";
    const end = Math.min(length, start + PIECE);
    for (let index = start; index < end; index++) text += row(index);
    yield text;
  }
}

function isNumber({ kind }: Column, { iso }: TextStyle): boolean {
  return kind === "number" || (kind === "time" && !iso);
}

/** Neighbouring columns of numbers are one run: `JSON.stringify` of an array is twice as fast as number by number. */
function runsOf(columns: readonly Column[], style: TextStyle): RowText[] {
  const runs: RowText[] = [];
  for (let start = 0; start < columns.length; ) {
    const column = columns[start];
    if (column === undefined) break;
    let end = start;
    for (let next = columns[end]; next !== undefined && isNumber(next, style); next = columns[end]) end += 1;
    if (end === start) {
      const at = cellsIn(column, style);
      runs.push((index) => csvCell(String(at(index) ?? "")));
      end += 1;
    } else runs.push(numbersText(columns.slice(start, end).map(({ cells }) => cells)));
    start = end;
  }
  return runs;
}

/**
 * Numbers as ECMAScript writes them: the shortest text that reads back to the same double. JSON has no NaN and no −0
 * either.
 */
function numbersText(columns: readonly Cells[]): RowText {
  const row = new Array<number | string | null | undefined>(columns.length);
  return (index) => {
    for (let i = 0; i < columns.length; i++) row[i] = columns[i]?.[index];
    const text = JSON.stringify(row).slice(1, -1);
    return text.includes("null") ? text.replaceAll("null", "") : text;
  };
}

function cellsIn(column: Column, { iso }: TextStyle): (index: number) => number | string | null {
  const { kind, cells } = column;
  if (kind !== "time" || !iso) return (index) => cellAt(cells, index);
  return (index) => {
    const cell = cellAt(cells, index);
    return typeof cell === "number" ? new Date(cell).toISOString() : cell;
  };
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
