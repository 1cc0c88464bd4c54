import type { EpochMs } from "../../market/time/timeframe.ts";
import { sha256Of } from "../parquet/bytes.ts";
import { announceObject, type ColdObject, publishObject } from "./cold-index.ts";
import { wholeFile } from "./r2-file.ts";

/** Somebody else wrote the same place meanwhile: nothing is lost, the next run does it again. */
export class ColdWriteConflict extends Error {}

/** What is to be written, and what it is to replace. */
export interface NewObject {
  readonly about: Omit<ColdObject, "key" | "bytes" | "sha256" | "createdAt">;
  readonly before: ColdObject | undefined;
  readonly content: Uint8Array;
  readonly keyOf: (sha256: string) => string;
  /** Reads the stored file and compares it with what it was made of. @throws when they differ. */
  readonly verify: (file: Awaited<ReturnType<typeof wholeFile>>) => Promise<void>;
}

/**
 * Writes an object, reads it back, checks it, and only then puts it into the index. Killed anywhere, a second call
 * ends the same; equal content writes nothing.
 * @throws ColdWriteConflict, ColdObjectDamaged
 */
export async function putObject(
  db: D1Database,
  bucket: R2Bucket,
  now: EpochMs,
  { about, before, content, keyOf, verify }: NewObject,
): Promise<{ readonly object: ColdObject; readonly written: boolean }> {
  const sha256 = await sha256Of(content);
  if (before?.sha256 === sha256) return { object: before, written: false };
  const object = { ...about, key: keyOf(sha256), bytes: content.length, sha256, createdAt: now };
  if (!(await announceObject(db, about, object.key, now))) {
    throw new ColdWriteConflict(`${object.key} is being deleted`);
  }
  await bucket.put(object.key, content, { sha256 });
  await verify(await wholeFile(bucket, object));
  if (!(await publishObject(db, object, before))) {
    throw new ColdWriteConflict(`${object.key} was written by somebody else`);
  }
  return { object, written: true };
}
