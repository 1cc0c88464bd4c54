import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ColumnPlan } from "./columns.ts";
import { zstdCompress } from "./zstd.ts";

/**
 * Bytes a page, uncompressed. The `zstdCompressSync` of workerd (1.20261023) fails ("Unexpected end of file") where
 * its output is larger than some 40 KB, whatever `chunkSize` says; Node's does not.
 */
const PAGE_BYTES = 32_768;

/** Writes a Parquet file a row group at a time; holds no more of it than the group at hand and the footer. */
export class FileWriter<Row> {
  readonly #columns: readonly ColumnPlan<Row>[];
  readonly #bytes = new ByteWriter(1 << 16);
  readonly #parquet: ParquetWriter;

  /** `about` becomes the file's key-value metadata. */
  constructor(columns: readonly ColumnPlan<Row>[], about: Readonly<Record<string, string>>) {
    this.#columns = columns;
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(columns.map(({ physical }) => physical)),
      codec: "ZSTD",
      compressors: { ZSTD: zstdCompress },
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: "wick",
    });
  }

  /** The bytes of one more row group. @throws LayoutTooSmall: the file cannot hold the rows. */
  group(rows: readonly Row[]): Uint8Array {
    const columnData = this.#columns.map(({ name, values, encoding, codec, indexed }) => ({
      ...{ name, data: values(rows), encoding, codec, statistics: indexed, offsetIndex: false },
    }));
    this.#parquet.write({ columnData, rowGroupSize: rows.length, pageSize: PAGE_BYTES });
    return this.#drain();
  }

  /** The last bytes. */
  finish(): Uint8Array {
    // Only now are the values told to be decimals and times: until here they are written as they are.
    this.#parquet.schema = schemaOf(this.#columns.map(({ logical }) => logical));
    this.#parquet.finish();
    return this.#drain();
  }

  #drain(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}

function schemaOf(elements: readonly SchemaElement[]): SchemaElement[] {
  return [{ name: "root", num_children: elements.length }, ...elements];
}
