import { type BackupManifest, BackupManifestSchema } from "../../contract/rest/backup.ts";
import { prefixOf } from "./create-backup.ts";

/** The whole backups in the bucket, newest first: R2 knows them also when D1 is lost. */
export async function listBackups(bucket: R2Bucket): Promise<readonly BackupManifest[]> {
  const found: BackupManifest[] = [];
  for await (const key of keysOf(bucket, "backups/")) {
    if (key.endsWith("/manifest.json")) found.push(await readManifest(bucket, key));
  }
  return found.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}

/** The backup of an id, or the newest for `latest`; undefined where there is none. */
export async function findBackup(bucket: R2Bucket, id: string): Promise<BackupManifest | undefined> {
  if (id === "latest") return (await listBackups(bucket))[0];
  const key = `${prefixOf(id)}manifest.json`;
  return (await bucket.head(key)) === null ? undefined : await readManifest(bucket, key);
}

/** Deletes all of a backup, its manifest first: half a backup is none. */
export async function deleteBackup(bucket: R2Bucket, id: string): Promise<void> {
  await bucket.delete(`${prefixOf(id)}manifest.json`);
  let batch: string[] = [];
  for await (const key of keysOf(bucket, prefixOf(id))) {
    batch.push(key);
    if (batch.length === 500) {
      await bucket.delete(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await bucket.delete(batch);
}

async function readManifest(bucket: R2Bucket, key: string): Promise<BackupManifest> {
  const object = await bucket.get(key);
  if (object === null) throw new Error(`${key} is not in the bucket`);
  return BackupManifestSchema.parse(await object.json());
}

async function* keysOf(bucket: R2Bucket, prefix: string): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    for (const { key } of page.objects) yield key;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}
