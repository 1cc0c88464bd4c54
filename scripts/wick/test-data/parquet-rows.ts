import { parquetReadObjects } from "hyparquet";
import { zstdDecompress } from "../../../platform/parquet/zstd.ts";

/** The rows of a Parquet file that Wick wrote. */
export async function parquetRows(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = new Uint8Array(bytes).buffer;
  return await parquetReadObjects({ file, compressors: { ZSTD: zstdDecompress } });
}
