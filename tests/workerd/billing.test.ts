import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Env } from "../../platform/env.ts";
import { BILLING_CASES, BILLING_TABLES } from "../support/billing-cases.ts";

const bindings: Env = env as never;

test("an object and D1 count the rows that a statement writes as the cost model does", async () => {
  const wanted = BILLING_CASES.map(([, written]) => written);
  const stub = bindings.SYMBOL_HUB.getByName("BILLING");
  const inObject = await runInDurableObject(stub as never, (_: unknown, state: DurableObjectState) => {
    for (const sql of BILLING_TABLES) state.storage.sql.exec(sql);
    return BILLING_CASES.map(([sql]) => {
      const cursor = state.storage.sql.exec(sql);
      cursor.toArray();
      return cursor.rowsWritten;
    });
  });
  expect(inObject).toEqual(wanted);
  for (const sql of BILLING_TABLES) await bindings.DB.prepare(sql).run();
  const inD1: number[] = [];
  for (const [sql] of BILLING_CASES) inD1.push((await bindings.DB.prepare(sql).run()).meta.rows_written);
  expect(inD1).toEqual(wanted);
});
