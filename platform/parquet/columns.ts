import type { DecodedArray, SchemaElement } from "hyparquet";
import type { Decimal } from "../../market/bars/decimal.ts";
import {
  type DecimalLayout,
  NARROW_DIGITS,
  packNarrow,
  packWide,
  WIDE_BYTES,
  WIDE_DIGITS,
} from "./decimal-layout.ts";

/** A column of a file: how its values are taken from rows, stored, and described to readers. */
export interface ColumnPlan<Row> {
  readonly name: string;
  /** The type as it is on disk. What is written has it already, so the library converts nothing. */
  readonly physical: SchemaElement;
  /** The type as readers see it. */
  readonly logical: SchemaElement;
  readonly encoding: "PLAIN" | "DELTA_BINARY_PACKED" | "BYTE_STREAM_SPLIT" | "RLE" | "RLE_DICTIONARY";
  readonly codec: "ZSTD" | "UNCOMPRESSED";
  /** Least and greatest value of each row group are kept: what ranges are looked up by. */
  readonly indexed: boolean;
  readonly values: (rows: readonly Row[]) => DecodedArray;
}

type Take<Row, Value> = (row: Row) => Value;

/** UTC milliseconds; close to regular, so their deltas shrink to almost nothing. */
export function timeColumn<Row>(name: string, take: Take<Row, number>, indexed = false): ColumnPlan<Row> {
  const physical = { name, type: "INT64", repetition_type: "REQUIRED" } as const;
  return {
    name,
    physical,
    logical: { ...physical, converted_type: "TIMESTAMP_MILLIS" },
    encoding: "DELTA_BINARY_PACKED",
    codec: "ZSTD",
    indexed,
    values: (rows) => BigInt64Array.from(rows, (row) => BigInt(take(row))),
  };
}

/**
 * Exact decimals. `path` values follow their predecessor (prices): their deltas are packed, and nothing is left
 * for a compressor. `noise` does not (volumes): byte planes compress best.
 */
export function decimalColumn<Row>(
  name: string,
  kind: "path" | "noise",
  layout: DecimalLayout,
  take: Take<Row, Decimal>,
): ColumnPlan<Row> {
  const { scale, wide } = layout;
  const physical: SchemaElement = wide
    ? { name, type: "FIXED_LEN_BYTE_ARRAY", type_length: WIDE_BYTES, repetition_type: "REQUIRED" }
    : { name, type: "INT64", repetition_type: "REQUIRED" };
  const packed = kind === "path" && !wide;
  // DuckDB reads byte planes of integers, not of sixteen bytes.
  const loose = wide ? "PLAIN" : "BYTE_STREAM_SPLIT";
  return {
    name,
    physical,
    logical: {
      ...physical,
      converted_type: "DECIMAL",
      scale,
      precision: wide ? WIDE_DIGITS : NARROW_DIGITS,
    },
    encoding: packed ? "DELTA_BINARY_PACKED" : loose,
    codec: packed ? "UNCOMPRESSED" : "ZSTD",
    indexed: false,
    values: (rows) => (wide ? packWide(rows.map(take), scale) : packNarrow(rows.map(take), scale)),
  };
}

/** Integers up to 2^53 that do not follow their predecessor. */
export function countColumn<Row>(name: string, take: Take<Row, number>): ColumnPlan<Row> {
  const element = { name, type: "INT64", repetition_type: "REQUIRED" } as const;
  return {
    ...{ name, physical: element, logical: element, encoding: "BYTE_STREAM_SPLIT", codec: "ZSTD" },
    indexed: false,
    values: (rows) => BigInt64Array.from(rows, (row) => BigInt(take(row))),
  };
}

/** Ids: integers that grow; null where they are not known. */
export function idColumn<Row>(
  name: string,
  take: Take<Row, number | null>,
  nullable: boolean,
): ColumnPlan<Row> {
  const element = { name, type: "INT64", repetition_type: nullable ? "OPTIONAL" : "REQUIRED" } as const;
  return {
    ...{ name, physical: element, logical: element, encoding: "DELTA_BINARY_PACKED", codec: "ZSTD" },
    indexed: false,
    values: (rows) =>
      rows.map((row) => {
        const id = take(row);
        return id === null ? null : BigInt(id);
      }),
  };
}

export function flagColumn<Row>(name: string, take: Take<Row, boolean>): ColumnPlan<Row> {
  const element = { name, type: "BOOLEAN", repetition_type: "REQUIRED" } as const;
  return {
    ...{ name, physical: element, logical: element, encoding: "RLE", codec: "ZSTD" },
    indexed: false,
    values: (rows) => rows.map(take),
  };
}

/** One of a few words. */
export function wordColumn<Row>(name: string, take: Take<Row, string>): ColumnPlan<Row> {
  const element: SchemaElement = {
    name,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    repetition_type: "REQUIRED",
  };
  return {
    ...{ name, physical: element, logical: element, encoding: "RLE_DICTIONARY", codec: "ZSTD" },
    indexed: false,
    values: (rows) => rows.map(take),
  };
}
