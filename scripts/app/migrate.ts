import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { D1Like } from "./app.ts";
import { ROOT } from "./root.ts";

const BREAK = "--> statement-breakpoint";

/**
 * Applies the migrations that the database has not had, in order. The table is that of
 * `wrangler d1 migrations apply`, so either may follow the other.
 */
export async function applyMigrations(db: D1Like): Promise<string[]> {
  await db.exec(
    "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
  );
  const folder = join(ROOT, "migrations");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const applied: string[] = [];
  for (const name of names) {
    const known = await db
      .prepare("SELECT id FROM d1_migrations WHERE name = ?")
      .bind(name)
      .first<{ id: number }>();
    if (known !== null) continue;
    const text = await readFile(join(folder, name), "utf8");
    for (const statement of text.split(BREAK)) {
      if (statement.trim() !== "") await db.prepare(statement.trim()).bind().run();
    }
    await db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name).run();
    applied.push(name);
  }
  return applied;
}
