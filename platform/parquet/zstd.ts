import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Measured on a month of 1m bars: 19 is 2 % smaller for a quarter more of the writer's time, 3 no faster than 9. */
const LEVEL = 9;

/** Zstandard as the Parquet libraries call it; workerd brings it natively. */
export function zstdCompress(data: Uint8Array): Uint8Array {
  return zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
}

export function zstdDecompress(data: Uint8Array): Uint8Array {
  return zstdDecompressSync(data);
}
