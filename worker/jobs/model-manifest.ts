import { MODEL_MANIFEST_KEY } from "../../contract/models.ts";
import { clearCacheEntries, getCacheEntry, putCacheEntry } from "../../platform/d1/cache-entries.ts";
import type { Job } from "./job.ts";

/** Where the ETag that was seen last is kept, as the entry's source. */
const MODEL_MANIFEST_ENTRY = "models:manifest";
/** An entry does not age: it is what R2 had when the job looked last. */
const FOR_EVER = 8_640_000_000_000_000;

/** Notices a new manifest of models by its ETag. Nothing is written while it stays the same. */
export const modelManifest: Job = {
  id: "model-manifest",
  description: "Looks for a new manifest of models in R2",
  cron: "*/30 * * * *",
  timeoutMs: 20_000,
  async run({ cold, db, now }) {
    const [head, known] = await Promise.all([
      cold.head(MODEL_MANIFEST_KEY),
      getCacheEntry(db, MODEL_MANIFEST_ENTRY),
    ]);
    if (head === null) {
      const rows = known === undefined ? 0 : await clearCacheEntries(db, MODEL_MANIFEST_ENTRY);
      return { rows, detail: "no models yet" };
    }
    if (known?.source === head.etag) return { rows: 0, detail: "unchanged" };
    const json = JSON.stringify({ etag: head.etag, bytes: head.size, uploaded: head.uploaded.getTime() });
    const entry = { key: MODEL_MANIFEST_ENTRY, json, asOf: now(), freshUntil: FOR_EVER, source: head.etag };
    await putCacheEntry(db, entry, now());
    return { rows: 1, detail: `manifest ${head.etag}` };
  },
};
