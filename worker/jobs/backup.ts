import { createBackup } from "../../platform/backup/create-backup.ts";
import { pruneBackups } from "../../platform/backup/prune-backups.ts";
import type { Job } from "./job.ts";

export const backupJob: Job = {
  id: "backup",
  description: "Writes every table of D1 to R2, and deletes backups beyond BACKUPS_KEPT.",
  cron: "30 2 * * *",
  timeoutMs: 840_000,
  heavy: true,
  async run({ db, cold, config, now }) {
    const { id, rows, bytes } = await createBackup(db, cold, now());
    const kept = await pruneBackups(db, cold, config.BACKUPS_KEPT, now());
    return { rows, detail: `${id}: ${bytes} bytes, ${kept.length} backups kept` };
  },
};
