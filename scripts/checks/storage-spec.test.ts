import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../app/root.ts";

const migrations = readdirSync(join(ROOT, "migrations"))
  .filter((name) => name.endsWith(".sql"))
  .map((name) => readFileSync(join(ROOT, "migrations", name), "utf8"))
  .join("\n");
const created = [...migrations.matchAll(/CREATE TABLE `(\w+)`/g)].map(([, name = ""]) => name);
const rows = readFileSync(join(ROOT, "docs/spec/storage.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it("docs/spec/storage.md tells every table's key, growth and retention, and of no other table", () => {
  const told = new Set(rows.map(([name = ""]) => name.replaceAll("`", "")));
  expect([...told].sort()).toEqual([...new Set(created)].sort());
  for (const cells of rows) {
    expect(cells.length, cells[0]).toBeGreaterThanOrEqual(4);
    for (const cell of cells) expect(cell, cells.join(" | ")).not.toBe("");
  }
});
