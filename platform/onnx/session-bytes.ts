const MIB = 1_048_576;

/**
 * Memory that a session takes, by the length of its file: measured on trees and networks as large as trained ones (ADR
 * 25), rounded up.
 */
export function sessionBytes(fileBytes: number): number {
  return FIXED_BYTES + fileBytes * BYTES_A_BYTE;
}

/** Trees of the first form took 5 bytes a byte of their file, those of the fifth 8, networks 4. */
const BYTES_A_BYTE = 8;
const FIXED_BYTES = MIB / 4;

/**
 * What sessions may take in a Worker: the runtime's memory then stays under 58 MiB, which leaves the rest of 80 MiB to
 * the app.
 */
export const WORKER_BUDGET_BYTES = 40 * MIB;
