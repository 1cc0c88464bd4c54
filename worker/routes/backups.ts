import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { BackupListSchema, BackupManifestSchema, RestoredSchema } from "../../contract/rest/backup.ts";
import { findBackup, listBackups } from "../../platform/backup/list-backups.ts";
import { rowsOf } from "../../platform/backup/ndjson.ts";
import { BackupDamaged, isInUse, readPart, restoreTable } from "../../platform/backup/restore.ts";
import { tablesOf } from "../../platform/backup/tables.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { json } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

/** A part of a backup is a few MB of lines. */
const MAX_BODY = 16 * 1024 * 1024;
const list = createRoute({
  method: "get",
  path: "/api/admin/backups",
  tags: ["admin"],
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  summary: "The backups there are, newest first",
  responses: jsonOr(BackupListSchema, "The backups"),
});

const begin = createRoute({
  method: "post",
  path: "/api/admin/restore",
  tags: ["admin"],
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  summary: "Begins a restore: says what the backup has, and refuses an app that is in use",
  description:
    "Changes nothing. The parts are restored one by one by the next route; `npm run restore` does all of it.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            backup: z.string().max(40).optional().meta({ description: "An id or `latest`; none for a dump" }),
            force: z.boolean().default(false),
          }),
        },
      },
    },
  },
  responses: jsonOr(z.object({ backup: BackupManifestSchema.nullable() }), "The backup"),
});

const part = createRoute({
  method: "post",
  path: "/api/admin/restore/{backup}/{part}",
  tags: ["admin"],
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  summary: "Checks one part of a backup, and restores it unless `dryRun`",
  description: "Idempotent. Nothing of a part is written unless its checksum is right.",
  request: {
    params: z.object({ backup: z.string().max(40), part: z.coerce.number().int().min(0) }),
    query: z.object({ dryRun: z.enum(["0", "1"]).default("0") }),
  },
  responses: jsonOr(RestoredSchema, "What was restored"),
});

const upload = createRoute({
  method: "put",
  path: "/api/admin/restore/tables/{table}",
  tags: ["admin"],
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  summary: "Restores rows of a table that are sent, as NDJSON",
  description: "Idempotent. At most 16 MB.",
  request: {
    params: z.object({ table: z.string().regex(/^[a-z_]+$/) }),
    body: { required: true, content: { "application/x-ndjson": { schema: z.string() } } },
  },
  responses: jsonOr(RestoredSchema, "What was restored"),
});

export const backupRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => {
    const backups = await listBackups(c.env.COLD);
    return json({ backups: backups.map(({ parts: _, ...backup }) => backup) });
  })
  .openapi(begin, async (c) => {
    const { backup, force } = c.req.valid("json");
    const manifest = backup === undefined ? null : await backupOf(c.env.COLD, backup);
    if (!force && (await isInUse(c.env.DB))) {
      throw new WickError("not_empty", "This app has data of its own. Restore into a new one, or force it.");
    }
    return json({ backup: manifest });
  })
  .openapi(part, async (c) => {
    const { backup, part: number } = c.req.valid("param");
    const manifest = await backupOf(c.env.COLD, backup);
    const wanted = manifest.parts[number];
    if (wanted === undefined) throw new WickError("not_found", `The backup has no part ${number}.`);
    const rows = await readPart(c.env.COLD, manifest, wanted).catch((cause: unknown) => {
      if (!(cause instanceof BackupDamaged)) throw cause;
      throw new WickError("backup_damaged", `${cause.message}.`, { cause });
    });
    if (c.req.valid("query").dryRun === "1") {
      return json({ table: wanted.table, rows: rows.length, changed: 0 });
    }
    const restored = await restoreTable(c.env.DB, wanted.table, rows);
    if (wanted.table === "symbols") c.var.isolate.registry.forget();
    return json(restored);
  })
  .openapi(upload, async (c) => {
    const { table } = c.req.valid("param");
    if (!(await tablesOf(c.env.DB)).some(({ name }) => name === table)) {
      throw new WickError("not_found", `There is no table ${table}.`);
    }
    if (Number(c.req.header("content-length") ?? 0) > MAX_BODY) throw new WickError("payload_too_large");
    const body = await c.req.arrayBuffer();
    if (body.byteLength > MAX_BODY) throw new WickError("payload_too_large");
    return json(await restoreTable(c.env.DB, table, parsed(new TextDecoder().decode(body))));
  });

async function backupOf(bucket: R2Bucket, id: string) {
  const manifest = await findBackup(bucket, id);
  if (manifest === undefined) throw new WickError("not_found", `There is no backup ${id}.`);
  return manifest;
}

function parsed(body: string) {
  try {
    return rowsOf(body);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new WickError("invalid_input", `The rows cannot be read: ${detail}.`, { cause });
  }
}
