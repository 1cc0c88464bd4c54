import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import { objectSql } from "../../durable-objects/symbol-hub/object-sql.ts";
import type { SymbolHub } from "../../durable-objects/symbol-hub/symbol-hub.ts";
import type {} from "./provided.ts";

const SYMBOL = "RESETUSDT" as SymbolId;

it("resets a hub whose transaction has failed, so that its memory is what is on disk", async () => {
  const stub = () => env.SYMBOL_HUB.getByName(SYMBOL);
  await stub().configure(SYMBOL, { feed: "push", tickSize: "1", stepSize: "1", latenessMs: 0 });
  await stub().ingest([{ timestamp: Date.UTC(2024, 1, 29), price: "10", size: "1" }]);
  let first: SymbolHub | undefined;
  await runInDurableObject(stub(), (hub: SymbolHub) => {
    first = hub;
  });
  const failures: string[] = [];
  await runInDurableObject(stub(), (_hub: SymbolHub, state) => {
    const sql = objectSql(state, (action) => failures.push(action));
    sql.transaction(() => {
      sql.all("DELETE FROM meta");
      sql.all("INSERT INTO meta (key) VALUES ('without a value')");
    });
  }).catch(() => {});
  expect(failures).toEqual(["transaction"]);
  await vi.waitFor(async () => expect((await stub().getStatus()).lastTradeId).toBe(1), { timeout: 10_000 });
  await runInDurableObject(stub(), (hub: SymbolHub) => expect(hub).not.toBe(first));
});
