import { MODEL_MANIFEST_KEY } from "../../contract/models.ts";
import type { JobPorts } from "../jobs/job.ts";
import type { Look } from "./component.ts";

/** D1 answers; how large it is, where it tells. */
export async function lookAtD1({ db }: JobPorts): Promise<Look> {
  const { meta } = await db.prepare("SELECT 1").run();
  // The platform tells it with every answer; SQLite elsewhere does not.
  const { size_after: bytes } = meta as { readonly size_after?: number };
  return { ok: true, bytes: bytes ?? null };
}

/** R2 answers: a key that is not there costs a class B operation and reads nothing. */
export async function lookAtR2({ cold }: JobPorts): Promise<Look> {
  await cold.head("health");
  return { ok: true };
}

export interface StoredObjects {
  readonly objects: number;
  readonly bytes: number;
  readonly backups: number;
  readonly backupBytes: number;
}

/** What R2 keeps, by the indexes in D1. Reads as many rows as there are objects: not for every minute. */
export async function storedObjects({ db }: Pick<JobPorts, "db">): Promise<StoredObjects> {
  const row = await db
    .prepare(
      `SELECT (SELECT count(*) FROM cold_object) AS objects,
         (SELECT coalesce(sum(bytes), 0) FROM cold_object) AS bytes,
         (SELECT count(*) FROM backup WHERE status = 'done') AS backups,
         (SELECT coalesce(sum(bytes), 0) FROM backup WHERE status = 'done') AS backupBytes`,
    )
    .first<StoredObjects>();
  return row ?? { objects: 0, bytes: 0, backups: 0, backupBytes: 0 };
}

/**
 * Whether the models that there are can be used: the newest manifest, and the files that this isolate has tried. Having
 * none is no failure.
 */
export async function lookAtModels({ cold, forecasting }: JobPorts): Promise<Look> {
  const manifest = await cold.head(MODEL_MANIFEST_KEY);
  if (manifest === null) return { ok: true, detail: "no models yet" };
  const problem = (await forecasting?.models.current())?.problem ?? null;
  if (problem !== null) return { ok: false, detail: `the manifest cannot be used: ${problem}` };
  const failed = [...(forecasting?.inference.status() ?? [])].flatMap(([file, { failure }]) =>
    failure === null ? [] : [`${file}: ${failure.reason}`],
  );
  if (failed.length > 0) return { ok: false, detail: failed.join(", ") };
  return { ok: true, detail: `manifest ${manifest.etag}` };
}
