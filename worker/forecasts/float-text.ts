import { Buffer } from "node:buffer";

/** Float32 numbers as base64 of their bytes, little-endian, as every platform of ours has them. */
export function base64OfFloats(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

/** The numbers again. */
export function floatsOfBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  // A copy: the buffer of a pool begins anywhere, and floats only at every fourth byte.
  return new Float32Array(new Uint8Array(bytes).buffer);
}
