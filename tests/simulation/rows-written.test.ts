import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { BILLING_CASES, BILLING_TABLES } from "../support/billing-cases.ts";
import { rowsWritten } from "../support/rows-written.ts";

test("rows written are counted as Cloudflare counts them (tests/workerd/billing.test.ts asks it)", () => {
  const sqlite = new DatabaseSync(":memory:");
  for (const sql of BILLING_TABLES) sqlite.exec(sql);
  const total = () => Number(sqlite.prepare("SELECT total_changes() AS n").get()?.n);
  for (const [sql, written] of BILLING_CASES) {
    const before = total();
    sqlite.exec(sql);
    expect(rowsWritten(sqlite, sql, total() - before), sql).toBe(written);
  }
});
