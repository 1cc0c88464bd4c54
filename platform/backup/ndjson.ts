import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import type { Row } from "./read-table.ts";

const RowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** A part has some 6 million characters; memory has room for one, not for a bomb. */
const MOST_BYTES = 32 * 1024 * 1024;

/** A row as a line of JSON. */
export function lineOf(row: Row): string {
  return `${JSON.stringify(row)}\n`;
}

/** Rows as lines of JSON. */
export function linesOf(rows: readonly Row[]): string {
  return rows.map(lineOf).join("");
}

/** The rows of such lines. @throws Error naming the line that is none. */
export function rowsOf(text: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    if (line === "") return [];
    const row = RowSchema.safeParse(JSON.parse(line));
    if (!row.success) throw new Error(`line ${index + 1} is not a row`);
    return [row.data];
  });
}

export function pack(lines: string): Uint8Array {
  return gzipSync(lines);
}

/** @throws Error for bytes that are no gzip, or far more inside than a part ever has. */
export function unpack(bytes: Uint8Array): Row[] {
  return rowsOf(new TextDecoder().decode(gunzipSync(bytes, { maxOutputLength: MOST_BYTES })));
}
