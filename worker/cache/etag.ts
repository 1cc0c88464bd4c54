/**
 * A strong ETag from the bytes: two independent 32-bit FNV-1a style hashes and the length. Not
 * cryptographic: it only has to tell our own versions of one resource apart, and to be cheap.
 */
export function etagOf(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 15);
  }
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
  return `"${hex(a)}${hex(b)}-${bytes.byteLength.toString(36)}"`;
}

/** Whether an If-None-Match header names the ETag (weak comparison, as RFC 9110 asks for). */
export function etagMatches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag);
}
