import { expect, it } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { barOfSum, sumOfTrade } from "../../market/bars/sum.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { readBars } from "./bar-reader.ts";
import { Core } from "./core.ts";
import { openTables } from "./tables.ts";

const START = Date.UTC(2024, 1, 29);
const one = parseDecimal("1");

function secondAt(openTime: number) {
  const trade = { id: 0, price: one, size: one, time: openTime, firstId: 0, lastId: 0, buyerIsMaker: false };
  return barOfSum(sumOfTrade(openTime, trade), "1s", true, 0);
}

/** A core with four hours of seconds on disk, a chunk a minute; the third minute had none. */
function coreWithSeconds() {
  const sql = new NodeSql();
  const tables = openTables(sql);
  for (let minute = 0; minute < 240; minute += 1) {
    if (minute === 2) continue;
    tables.seconds.put(
      Array.from({ length: 60 }, (_, second) => ({
        seq: minute * 60 + second,
        bar: secondAt(START + minute * 60_000 + second * 1_000),
      })),
    );
  }
  const status = { state: "live", lagMs: null, source: "push" } as const;
  const core = new Core("SECUSDT", tables, new FanOut(() => {}), START, status);
  let chunks = 0;
  const all = sql.all;
  sql.all = (query, ...bindings) => {
    const rows = all(query, ...bindings);
    if (query.startsWith("SELECT data FROM second_chunk")) chunks += rows.length;
    return rows as never;
  };
  return { core, chunks: () => chunks };
}

it("reads a page of seconds from the start of a range without reading the whole range", () => {
  const { core, chunks } = coreWithSeconds();
  const from = START - 60_000;
  const page = readBars(core, { timeframe: "1s", from, limit: 100 });
  expect(page.bars.map((bar) => bar.openTime)).toEqual(
    Array.from({ length: 100 }, (_, second) => START + second * 1_000),
  );
  expect(page.more).toBe(true);
  expect(chunks()).toBeLessThan(20);
});

it("reads on over quiet minutes to the end of the range", () => {
  const { core } = coreWithSeconds();
  const query = { timeframe: "1s", from: START + 119_000, to: START + 181_000, limit: 10 } as const;
  const page = readBars(core, query);
  expect(page.bars.map((bar) => bar.openTime - START)).toEqual([119_000, 180_000, 181_000]);
  expect(page.more).toBe(false);
  expect(page.oldest).toBe(START);
});
