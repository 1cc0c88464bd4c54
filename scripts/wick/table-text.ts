import { type Column, cellAt, type Table } from "./table.ts";

/** Rows that become text at once. */
const PIECE = 2_000;

/** How a table is written. */
export interface TextStyle {
  /** Times as 2024-08-01T00:00:00.000Z instead of ms. */
  readonly iso: boolean;
}

type CellText = (index: number) => string;

/** CSV (RFC 4180, lines end with LF): a header before the first table, an empty cell for null. */
export function* csvPieces(table: Table, isFirst: boolean, style: TextStyle): Generator<string> {
  if (isFirst) yield `${table.columns.map(({ name }) => csvCell(name)).join(",")}\n`;
  const texts = table.columns.map((column) => textOf(column, style, csvCell, ""));
  yield* pieces(table.length, (index) => `${rowText(texts, index)}\n`);
}

/** An object a row, by the columns' names. */
export function* jsonRows(table: Table, style: TextStyle, before: (index: number) => string, after: string) {
  const cells = table.columns.map((column) => textOf(column, style, JSON.stringify, "null"));
  const names = table.columns.map(({ name }) => `${JSON.stringify(name)}:`);
  const texts = cells.map((cell, i) => (index: number) => `${names[i]}${cell(index)}`);
  yield* pieces(table.length, (index) => `${before(index)}{${rowText(texts, index)}}${after}`);
}

function* pieces(length: number, row: CellText): Generator<string> {
  for (let start = 0; start < length; start += PIECE) {
    let text = "";
    const end = Math.min(length, start + PIECE);
    for (let index = start; index < end; index++) text += row(index);
    yield text;
  }
}

function rowText(texts: readonly CellText[], index: number): string {
  let row = "";
  for (let i = 0; i < texts.length; i++) row += `${i === 0 ? "" : ","}${texts[i]?.(index) ?? ""}`;
  return row;
}

/** Numbers as ECMAScript writes them: the shortest text that reads back to the same double. */
function textOf(
  { kind, cells }: Column,
  { iso }: TextStyle,
  quoted: (text: string) => string,
  none: string,
): CellText {
  const isTime = kind === "time" && iso;
  return (index) => {
    const cell = cellAt(cells, index);
    if (cell === null) return none;
    if (typeof cell === "string") return quoted(cell);
    return isTime ? quoted(new Date(cell).toISOString()) : `${cell}`;
  };
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
