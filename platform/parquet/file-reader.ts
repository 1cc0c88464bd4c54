import {
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
} from "hyparquet";
import { zstdDecompress } from "./zstd.ts";

/** A stretch of rows that is read as a whole. */
export interface RowGroupPlace {
  readonly firstRow: number;
  readonly rows: number;
  /** Bytes in the file, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Least and greatest value of the file's indexed column. */
  readonly min: number;
  readonly max: number;
}

/** What the end of a file tells of it. */
export interface Footer {
  readonly metadata: FileMetaData;
  readonly groups: readonly RowGroupPlace[];
  /** Scale of each decimal column. */
  readonly scales: ReadonlyMap<string, number>;
}

export type Columns = ReadonlyMap<string, DecodedArray>;

/** A column by its name. @throws Error where the file has none. */
export function column(columns: Columns, name: string): ArrayLike<unknown> {
  const values = columns.get(name);
  if (values === undefined) throw new Error(`no column ${name}`);
  return values;
}

/** Most footers are smaller; a larger one costs a second read. */
const FOOTER_GUESS = 32 * 1024;
/** Neighbouring row groups are fetched together up to this many bytes. */
const FETCH_LIMIT = 1 << 20;

/** Reads a file's footer. `indexed` names the column that ranges are looked up by. */
export async function readFooter(file: AsyncBuffer, indexed: string): Promise<Footer> {
  const metadata = await parquetMetadataAsync(file, {
    initialFetchSize: Math.min(file.byteLength, FOOTER_GUESS),
    parsers: { timestampFromMilliseconds: Number },
  });
  const scales = new Map<string, number>();
  for (const { name, converted_type, scale } of metadata.schema) {
    if (converted_type === "DECIMAL") scales.set(name, scale ?? 0);
  }
  let firstRow = 0;
  const groups = metadata.row_groups.map((group): RowGroupPlace => {
    const chunks = group.columns.flatMap(({ meta_data }) => (meta_data === undefined ? [] : [meta_data]));
    const index = chunks.find(({ path_in_schema }) => path_in_schema[0] === indexed)?.statistics;
    const starts = chunks.map((chunk) => Number(chunk.dictionary_page_offset ?? chunk.data_page_offset));
    const ends = chunks.map((chunk, i) => (starts[i] ?? 0) + Number(chunk.total_compressed_size));
    const rows = Number(group.num_rows);
    const place = {
      ...{ firstRow, rows, start: Math.min(...starts), end: Math.max(...ends) },
      min: Number(index?.min_value ?? Number.NEGATIVE_INFINITY),
      max: Number(index?.max_value ?? Number.POSITIVE_INFINITY),
    };
    firstRow += rows;
    return place;
  });
  // The library would make doubles of decimals: without their logical types it gives the stored integers.
  const schema = metadata.schema.map(({ converted_type, logical_type, ...element }) =>
    converted_type === "UTF8" ? { ...element, converted_type } : element,
  );
  return { metadata: { ...metadata, schema }, groups, scales };
}

/** The columns of the row groups that may hold values from `from` to `to`, group by group. */
export async function* readGroups(
  file: AsyncBuffer,
  { metadata, groups }: Footer,
  columns: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Columns> {
  const wanted = groups.filter(({ rows, min, max }) => rows > 0 && max >= from && min <= to);
  for (const run of runsOf(wanted)) {
    const start = run[0]?.start ?? 0;
    const bytes = await file.slice(start, run.at(-1)?.end ?? start);
    const window = {
      byteLength: file.byteLength,
      slice: (s: number, e?: number) => bytes.slice(s - start, (e ?? file.byteLength) - start),
    };
    for (const group of run) yield await decode(window, metadata, group, columns);
  }
}

/** Rows of a row group as columns; the library hands a column over page by page. */
async function decode(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroupPlace,
  columns: readonly string[],
): Promise<Columns> {
  const decoded = new Map<string, DecodedArray>();
  await parquetRead({
    ...{
      file,
      metadata,
      columns: [...columns],
      rowStart: group.firstRow,
      rowEnd: group.firstRow + group.rows,
    },
    compressors: { ZSTD: zstdDecompress },
    onChunk: ({ columnName, columnData }) => {
      const before = decoded.get(columnName);
      decoded.set(columnName, before === undefined ? columnData : joined(before, columnData));
    },
  });
  for (const name of columns) {
    if (decoded.get(name)?.length !== group.rows) throw new Error(`column ${name} is not whole`);
  }
  return decoded;
}

function joined(a: DecodedArray, b: DecodedArray): DecodedArray {
  if (!(a instanceof BigInt64Array && b instanceof BigInt64Array)) return [...a, ...b];
  const both = new BigInt64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Row groups that lie one behind the other, in runs of at most `FETCH_LIMIT` bytes. */
function runsOf(groups: readonly RowGroupPlace[]): RowGroupPlace[][] {
  const runs: RowGroupPlace[][] = [];
  for (const group of groups) {
    const run = runs.at(-1);
    const start = run?.[0]?.start ?? 0;
    if (run !== undefined && run.at(-1)?.end === group.start && group.end - start <= FETCH_LIMIT)
      run.push(group);
    else runs.push([group]);
  }
  return runs;
}
