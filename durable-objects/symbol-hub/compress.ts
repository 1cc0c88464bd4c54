import { deflateRawSync, inflateRawSync } from "node:zlib";

const decoder = new TextDecoder();

/** Text to a compressed blob. Fast rather than small: it is done once a minute between two trades. */
export function compress(text: string): Uint8Array {
  return deflateRawSync(text, { level: 1 });
}

export function decompress(blob: ArrayBuffer | Uint8Array): string {
  return decoder.decode(inflateRawSync(blob));
}
