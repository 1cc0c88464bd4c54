import type { AsyncBuffer } from "hyparquet";
import { withDeadline } from "../deadline.ts";
import { sha256Of } from "../parquet/bytes.ts";
import type { ColdObject } from "./cold-index.ts";

/** No reader and no job waits longer than this for one read. */
const PATIENCE_MS = 15_000;

/** An object of the cold store is not what the index says. */
export class ColdObjectDamaged extends Error {}

/** An object as a file that is read in ranges: one R2 read each. @throws ColdObjectDamaged where it is gone. */
export function rangedFile(bucket: R2Bucket, { key, bytes }: ColdObject): AsyncBuffer {
  return {
    byteLength: bytes,
    async slice(start, end = bytes) {
      const range = { offset: start, length: end - start };
      const part = await bytesOf(key, () => bucket.get(key, { range }));
      if (part.byteLength !== range.length)
        throw new ColdObjectDamaged(`${key} is shorter than the index says`);
      return part;
    },
  };
}

/** An object as a file in memory, read at once. @throws ColdObjectDamaged unless its SHA-256 is the index's. */
export async function wholeFile(bucket: R2Bucket, { key, sha256 }: ColdObject): Promise<AsyncBuffer> {
  const buffer = await bytesOf(key, () => bucket.get(key));
  if ((await sha256Of(new Uint8Array(buffer))) !== sha256) {
    throw new ColdObjectDamaged(`${key} does not have the SHA-256 of the index`);
  }
  return memoryFile(buffer);
}

/** A buffer as a file. */
export function memoryFile(buffer: ArrayBuffer): AsyncBuffer {
  return { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) };
}

async function bytesOf(key: string, get: () => Promise<R2ObjectBody | null>): Promise<ArrayBuffer> {
  const read = async () => {
    const object = await get();
    if (object === null) throw new ColdObjectDamaged(`${key} is not in the bucket`);
    return await object.arrayBuffer();
  };
  return await withDeadline(read(), PATIENCE_MS, "R2");
}
