import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { restoreInto } from "../restore/restore-into.ts";
import type { Target } from "./connect.ts";
import { UsageError } from "./flags.ts";

const ProblemSchema = z.object({ detail: z.string() });
const MarkSchema = z.object({ status: z.enum(["running", "done", "failed"]) });
const ANSWER_MS = 60_000;

/**
 * Restores a dump into an empty app, once: that it has begun and that it is done is kept in the app's own database,
 * under the digest of the dump. One that was killed is done again; one that is done is not.
 * @returns how many rows were written.
 * @throws UsageError where there is no dump; Error where the app has data of its own, or the dump is damaged
 */
export async function restoreFirst(
  target: Target,
  path: string,
  say: (line: string) => void,
): Promise<number> {
  const digest = digestOf(path);
  const mark = await markOf(target, digest);
  if (mark === "done") {
    say("restore: done before");
    return 0;
  }
  if (mark === undefined) {
    // Refuses an app that is in use, and changes nothing.
    await send(target, "POST", "/api/admin/restore", JSON.stringify({ force: false }));
    await putMark(target, digest, "running");
  }
  const { changed, rows } = await restoreInto(target, { dump: path }, true, ({ phase, done, of, table }) => {
    if (phase === "restore") say(`restore: ${done} of ${of} (${table})`);
  });
  await putMark(target, digest, "done");
  say(`restore: done, ${rows} rows, ${changed} written`);
  return changed;
}

/** SHA-256 of what a dump is told by: its manifest, which has the sum of every part, or the SQL itself. */
function digestOf(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "manifest.json") : path;
  if (!existsSync(file)) throw new UsageError(`--restore: there is no ${file}`);
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** A run's id that stands for the dump. */
function idOf(digest: string): string {
  const part = (from: number, to: number) => digest.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-5${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}

async function markOf(target: Target, digest: string): Promise<"running" | "done" | undefined> {
  const answer = await send(target, "GET", `/api/admin/init/${idOf(digest)}`, undefined, 404);
  if (answer === undefined) return undefined;
  return MarkSchema.parse(answer).status === "done" ? "done" : "running";
}

async function putMark(target: Target, digest: string, status: "running" | "done"): Promise<void> {
  const now = Date.now();
  const row = {
    id: idOf(digest),
    wishes: JSON.stringify({ restore: digest }),
    status,
    instance: "restore",
    alive_at: now,
    created_at: now,
    finished_at: status === "done" ? now : null,
    error: null,
  };
  await send(target, "PUT", "/api/admin/restore/tables/init_run", `${JSON.stringify(row)}\n`);
}

/** @returns the answer, or undefined where it has the status that is expected as well. */
async function send(
  { url, key }: Target,
  method: string,
  path: string,
  body: string | undefined,
  expected?: number,
): Promise<unknown> {
  const type = method === "PUT" ? "application/x-ndjson" : "application/json";
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body === undefined ? {} : { body }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  if (response.status === expected) return undefined;
  const problem = ProblemSchema.safeParse(answer);
  throw new Error(`restore: ${problem.success ? problem.data.detail : `the app answers ${response.status}`}`);
}
