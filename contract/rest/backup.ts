import { z } from "zod";

const count = z.number().int().min(0);

/** A part of a backup: rows of one table as gzipped NDJSON, an object a row with the table's columns. */
export const BackupPartSchema = z.object({
  table: z.string().regex(/^[a-z_]+$/),
  /** Name below the backup's folder. */
  file: z.string().regex(/^[a-z_]+-\d{4}\.ndjson\.gz$/),
  rows: count,
  bytes: count,
  /** Hex, of the file's bytes. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupPart = z.infer<typeof BackupPartSchema>;

/** What a backup says of itself, in `manifest.json`: written last, so a backup that has one is whole. */
export const BackupManifestSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^\d{8}T\d{6}Z(-\d+)?$/),
  /** Machine clock. */
  createdAt: count,
  rows: count,
  bytes: count,
  parts: z.array(BackupPartSchema),
});
export type BackupManifest = z.infer<typeof BackupManifestSchema>;

export const BackupListSchema = z.object({ backups: z.array(BackupManifestSchema.omit({ parts: true })) });

/** How many rows of a part are there now because of it. */
export const RestoredSchema = z.object({ table: z.string(), rows: count, changed: count });
export type Restored = z.infer<typeof RestoredSchema>;
