import type { AsyncBuffer } from "hyparquet";
import { sha256Of } from "../parquet/bytes.ts";
import type { ColdObject } from "./cold-index.ts";

/** An object of the cold store is not what the index says. */
export class ColdObjectDamaged extends Error {}

/** An object as a file that is read in ranges: one R2 read each. @throws ColdObjectDamaged where it is gone. */
export function rangedFile(bucket: R2Bucket, { key, bytes }: ColdObject): AsyncBuffer {
  return {
    byteLength: bytes,
    async slice(start, end = bytes) {
      const part = await bucket.get(key, { range: { offset: start, length: end - start } });
      if (part === null) throw new ColdObjectDamaged(`${key} is not in the bucket`);
      return await part.arrayBuffer();
    },
  };
}

/** An object as a file in memory, read at once. @throws ColdObjectDamaged unless its SHA-256 is the index's. */
export async function wholeFile(bucket: R2Bucket, { key, sha256 }: ColdObject): Promise<AsyncBuffer> {
  const object = await bucket.get(key);
  if (object === null) throw new ColdObjectDamaged(`${key} is not in the bucket`);
  const buffer = await object.arrayBuffer();
  if ((await sha256Of(new Uint8Array(buffer))) !== sha256) {
    throw new ColdObjectDamaged(`${key} does not have the SHA-256 of the index`);
  }
  return memoryFile(buffer);
}

/** A buffer as a file. */
export function memoryFile(buffer: ArrayBuffer): AsyncBuffer {
  return { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) };
}
