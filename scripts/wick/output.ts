import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DataError, UsageError } from "./failure.ts";
import type { Flags, Given } from "./flags.ts";
import type { Table } from "./table.ts";
import { parquetOf } from "./table-parquet.ts";
import { csvPieces, jsonRows, type TextStyle } from "./table-text.ts";
import type { World } from "./world.ts";

export const FORMATS = ["csv", "json", "ndjson", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

export const OUT_FLAGS = {
  out: {
    takes: "FILE",
    what: "where rows go, by its ending: .csv .json .ndjson .parquet (default: printed)",
  },
  format: {
    takes: FORMATS.join("|"),
    what: "of what is printed (csv), or of a file whose ending says nothing",
  },
  iso: { takes: null, what: "times as 2024-08-01T00:00:00.000Z; without it ms since the epoch" },
} as const satisfies Flags;
export type OutFlag = keyof typeof OUT_FLAGS;

/** Where rows go. */
export interface Output extends TextStyle {
  /** Null: printed. */
  readonly path: string | null;
  readonly format: Format;
}

/** @throws UsageError */
export function outputOf(given: Given<OutFlag>, world: World): Output {
  const path = given.text("out") ?? null;
  const told = given.choice("format", FORMATS);
  const named = path === null ? undefined : endingOf(path);
  if (told !== undefined && named !== undefined && told !== named)
    throw new UsageError(`--format ${told} contradicts --out ${path}.`);
  const format = told ?? (path === null ? "csv" : formatOf(path, "--out"));
  if (path === null && format === "parquet" && world.isTerminal)
    throw new UsageError("Parquet is no text: name a file by --out.");
  return { path, format, iso: given.has("iso") };
}

/** The format that a file's ending says. @throws UsageError */
export function formatOf(path: string, flag: string): Format {
  const format = endingOf(path);
  if (format !== undefined) return format;
  throw new UsageError(`${flag} ${path} does not end with .csv, .json, .ndjson or .parquet.`);
}

function endingOf(path: string): Format | undefined {
  return FORMATS.find((known) => path.toLowerCase().endsWith(`.${known}`));
}

/**
 * Writes tables one below the other. A file has its name only once it is whole ([CLI-21]).
 * @returns how many rows. @throws DataError where it cannot be written.
 */
export async function writeTables(
  tables: AsyncIterable<Table>,
  output: Output,
  world: World,
): Promise<number> {
  let rows = 0;
  const counted = async function* () {
    for await (const table of tables) {
      rows += table.length;
      yield table;
    }
  };
  const pieces = piecesOf(counted(), output);
  if (output.path === null) for await (const piece of pieces) await world.write(piece);
  else await writeFile(resolve(world.folder, output.path), pieces);
  return rows;
}

async function* piecesOf(
  tables: AsyncIterable<Table>,
  { format, iso }: Output,
): AsyncGenerator<string | Uint8Array> {
  if (format === "parquet") {
    const all: Table[] = [];
    for await (const table of tables) all.push(table);
    yield parquetOf(all);
    return;
  }
  let tableCount = 0;
  let rowCount = 0;
  if (format === "json") yield "[";
  for await (const table of tables) {
    if (format === "csv") yield* csvPieces(table, tableCount === 0, { iso });
    else if (format === "ndjson") yield* jsonRows(table, { iso }, () => "", "\n");
    else yield* jsonRows(table, { iso }, (index) => (index + rowCount === 0 ? "\n" : ",\n"), "");
    tableCount += 1;
    rowCount += table.length;
  }
  if (format === "json") yield "\n]\n";
}

async function writeFile(path: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error && "syscall" in error) {
      throw new DataError(`${path} cannot be written: ${error.message}`);
    }
    throw error;
  }
}
