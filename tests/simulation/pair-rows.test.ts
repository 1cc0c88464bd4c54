import { expect, test } from "vitest";
import { KEPT_EVENTS, PairLog } from "../../durable-objects/pair-hub/pair-log.ts";
import { PAIR } from "../../scripts/costs/assumptions.ts";
import { NodeSql } from "../support/node-sql.ts";

test("a pair's value is as many rows as docs/costs.md counts with, once its log is full", () => {
  for (const timeframe of ["1s", "1m"] as const) {
    const sql = new NodeSql();
    const log = new PairLog(sql);
    const kept = KEPT_EVENTS[timeframe];
    log.putBreak(timeframe, 0);
    for (let seq = 1; seq <= kept; seq++) log.put(timeframe, seq, "{}");
    const before = sql.written;
    for (let seq = kept + 1; seq <= 3 * kept; seq++) log.put(timeframe, seq, "{}");
    expect(sql.written - before).toBe(2 * kept * PAIR.rowsAValue);
    expect(log.all(timeframe)).toHaveLength(kept);
    sql.close();
  }
});
