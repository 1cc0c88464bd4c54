import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { zstdCompress } from "../../platform/parquet/zstd.ts";
import { type Column, cellAt, type Table } from "./table.ts";

const TYPES = { time: "TIMESTAMP", number: "DOUBLE", text: "STRING" } as const;

/** Tables one below the other as one Parquet file (Zstandard): times as timestamps of ms, numbers as doubles. */
export function parquetOf(tables: readonly Table[]): Uint8Array {
  const columnData = (tables[0]?.columns ?? []).map(({ name, kind }, place): ColumnSource => {
    const data = tables.flatMap(({ columns, length }) => cellsOf(columns[place], length));
    return { name, data, type: TYPES[kind], nullable: true };
  });
  const compressors = { ZSTD: zstdCompress };
  return new Uint8Array(
    parquetWriteBuffer({ columnData, codec: "ZSTD", compressors, createdBy: "wick", rowGroupSize: 65_536 }),
  );
}

function cellsOf(column: Column | undefined, length: number): (number | string | Date | null)[] {
  if (column === undefined) return [];
  const { kind, cells } = column;
  return Array.from({ length }, (_, index) => {
    const cell = cellAt(cells, index);
    return kind === "time" && typeof cell === "number" ? new Date(cell) : cell;
  });
}
