import { expect, it } from "vitest";
import { BarEngine, newEngineState } from "../../market/bars/engine.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { catchUp } from "./catch-up.ts";
import { Journal } from "./journal.ts";
import { openTables } from "./tables.ts";

it("[STR-9] answers a number of long ago by a snapshot, without reading the log in between", () => {
  const sql = new NodeSql();
  const tables = openTables(sql);
  const heads = { "bars:1s": 100_000, "bars:1m": 100_000, trades: 100_000 };
  const journal = new Journal(
    "OLDUSDT",
    tables,
    new FanOut(() => {}),
    { heads, segments: [], counters: {} },
    0,
  );
  const engine = new BarEngine(newEngineState(null), tables.bars, journal);
  const read: string[] = [];
  const all = sql.all;
  sql.all = (query, ...bindings) => {
    read.push(query);
    return all(query, ...bindings);
  };
  const source = {
    symbol: "OLDUSDT",
    tables,
    journal,
    engine,
    forecasts: { after: () => [], snapshot: () => "" },
    analytics: { after: () => [], isReady: false, snapshot: () => undefined },
    recovering: false,
    stateSnapshot: () => undefined,
  };
  for (const channel of ["bars:OLDUSDT:1s", "bars:OLDUSDT:1m", "trades:OLDUSDT"]) {
    const answer = catchUp(source, { channel, since: 1 });
    expect(answer).toMatchObject({ channel, head: 100_000 });
    expect("events" in answer && answer.events.join()).toContain('"type":"snapshot"');
  }
  expect(read.filter((query) => /seq > /.test(query))).toEqual([]);
});
