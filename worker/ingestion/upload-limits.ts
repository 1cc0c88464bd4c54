/** What an upload may cost. Documented in docs/spec/rest.md. */
export interface UploadLimits {
  /** Bytes as sent. */
  readonly maxBytes: number;
  /** Bytes after decompression. */
  readonly maxDecompressedBytes: number;
  /** Decompressed to compressed, looked at once `ratioFromBytes` have come out. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
  readonly maxLineBytes: number;
  /** Bad lines that are told in full; all are counted. */
  readonly reportedLines: number;
  /** Ticks handed to a hub at once. */
  readonly batchTicks: number;
  /** Ticks of all symbols that wait for their batch to fill. */
  readonly pendingTicks: number;
}

export const UPLOAD_LIMITS: UploadLimits = {
  maxBytes: 256 * 1024 * 1024,
  maxDecompressedBytes: 8 * 1024 * 1024 * 1024,
  // Ticks shrink ten to twenty times, very regular ones fifty; a bomb a thousand times.
  maxRatio: 200,
  ratioFromBytes: 16 * 1024 * 1024,
  maxLineBytes: 64 * 1024,
  reportedLines: 100,
  batchTicks: 1_000,
  pendingTicks: 20_000,
};
