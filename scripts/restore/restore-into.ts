import { z } from "zod";
import { BackupManifestSchema, RestoredSchema } from "../../contract/rest/backup.ts";
import { dumpParts } from "./source.ts";

/** An app, and a key of it with scope `admin`. */
export interface RestoreTarget {
  readonly url: string;
  readonly key: string;
}

/** What is restored: a backup in the app's own bucket (`latest` or its id), or a dump on this disk. */
export type RestoreSource = { readonly backup: string } | { readonly dump: string };

export interface RestoreReport {
  readonly name: string;
  readonly rows: number;
  /** Rows that were written: 0 where all was there already. */
  readonly changed: number;
}

const ProblemSchema = z.object({ detail: z.string() });
const BegunSchema = z.object({ backup: BackupManifestSchema.nullable() });
const ANSWER_MS = 120_000;
const BODY_CHARS = 3_000_000;

/** One step: `check` writes nothing. */
interface Step {
  readonly table: string;
  check(): Promise<unknown>;
  restore(): Promise<{ readonly rows: number; readonly changed: number }>;
}

/**
 * Restores into an app. Every part is checked before the first row is written; stopped anywhere, it is done again.
 * @param force into an app that has been in use, too.
 * @param onProgress is told of each part, first those that are checked, then those that are restored.
 * @throws Error with the app's own words, or where the dump is damaged.
 */
export async function restoreInto(
  target: RestoreTarget,
  source: RestoreSource,
  force: boolean,
  onProgress: (progress: { phase: "check" | "restore"; done: number; of: number; table: string }) => void,
): Promise<RestoreReport> {
  const { name, steps } = await stepsOf(target, source, force);
  for (const [i, step] of steps.entries()) {
    await step.check();
    onProgress({ phase: "check", done: i + 1, of: steps.length, table: step.table });
  }
  let [rows, changed] = [0, 0];
  for (const [i, step] of steps.entries()) {
    const restored = await step.restore();
    rows += restored.rows;
    changed += restored.changed;
    onProgress({ phase: "restore", done: i + 1, of: steps.length, table: step.table });
  }
  return { name, rows, changed };
}

async function stepsOf(
  target: RestoreTarget,
  source: RestoreSource,
  force: boolean,
): Promise<{ readonly name: string; readonly steps: readonly Step[] }> {
  const parts = "dump" in source ? dumpParts(source.dump) : undefined;
  const wish = "backup" in source ? { backup: source.backup, force } : { force };
  const { backup } = await ask(target, BegunSchema, "POST", "/api/admin/restore", JSON.stringify(wish));
  if (parts !== undefined) {
    const steps = parts.map(({ table, read }) => ({
      table,
      check: read,
      restore: async () => {
        let [rows, changed] = [0, 0];
        for (const body of bodiesOf(await read())) {
          const restored = await ask(
            target,
            RestoredSchema,
            "PUT",
            `/api/admin/restore/tables/${encodeURIComponent(table)}`,
            body,
          );
          rows += restored.rows;
          changed += restored.changed;
        }
        return { rows, changed };
      },
    }));
    return { name: "dump" in source ? source.dump : "", steps };
  }
  if (backup === null) throw new Error("the app did not say which backup");
  const steps = backup.parts.map(({ table }, i) => {
    const path = `/api/admin/restore/${backup.id}/${i}`;
    const restore = (query: string) => ask(target, RestoredSchema, "POST", `${path}${query}`, undefined);
    return { table, check: () => restore("?dryRun=1"), restore: () => restore("") };
  });
  return { name: backup.id, steps };
}

/** Lines in bodies that the app takes, whatever the size of a dump's parts. */
function bodiesOf(lines: string): string[] {
  const bodies: string[] = [];
  for (let start = 0; start < lines.length; ) {
    const limit = start + BODY_CHARS;
    const end = limit >= lines.length ? lines.length : lines.lastIndexOf("\n", limit) + 1;
    // A line longer than a body goes alone.
    const cut = end > start ? end : lines.indexOf("\n", limit) + 1 || lines.length;
    bodies.push(lines.slice(start, cut));
    start = cut;
  }
  return bodies;
}

async function ask<S extends z.ZodType>(
  { url, key }: RestoreTarget,
  schema: S,
  method: string,
  path: string,
  body: string | undefined,
): Promise<z.infer<S>> {
  const type = method === "PUT" ? "application/x-ndjson" : "application/json";
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body === undefined ? {} : { body }),
  }).catch((cause: unknown) => {
    throw new Error(`the app at ${url} does not answer`, { cause });
  });
  const answer: unknown = await response.json();
  if (response.ok) return schema.parse(answer);
  const problem = ProblemSchema.safeParse(answer);
  throw new Error(problem.success ? problem.data.detail : `the app answered ${response.status}`);
}
