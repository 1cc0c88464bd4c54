import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Measured on months of 1m bars: 9 is a percent larger than 19 and eight times as fast. */
const LEVEL = 9;

/** Zstandard as the Parquet libraries call it; workerd brings it natively. */
export function zstdCompress(data: Uint8Array): Uint8Array {
  return zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
}

export function zstdDecompress(data: Uint8Array): Uint8Array {
  return zstdDecompressSync(data);
}
