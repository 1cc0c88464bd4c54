import { expect, test } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { tickPage, tickQueryOf } from "./tick-page.ts";

const tick = (id: number, time: number): Trade => ({
  id,
  price: parseDecimal("1"),
  size: parseDecimal("1"),
  time,
  firstId: id,
  lastId: id,
  buyerIsMaker: false,
});
// Several ticks share a millisecond, also across the end of a page.
const stored = [1, 2, 3, 4, 5, 6, 7].map((id) => tick(id, 1_000 + Math.floor(id / 3)));

/** As the hub answers: the oldest of the range with `from`, the newest without. */
const hub = (query: { from?: number; limit: number }) =>
  query.from === undefined
    ? stored.slice(-query.limit)
    : stored.filter((one) => one.time >= (query.from ?? 0)).slice(0, query.limit);

test("[REST-64] pages of ticks neither repeat nor skip one, also within a millisecond", () => {
  for (const limit of [1, 2, 3, 10]) {
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const request = { from: 1_000, limit, cursor };
      const { query, afterId } = tickQueryOf(request);
      const page = tickPage(request, afterId, hub(query));
      seen.push(...page.ticks.map((one) => one.id));
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  }
});

test("[REST-64] without from there is one page, the newest ticks", () => {
  const { query, afterId } = tickQueryOf({ limit: 2 });
  expect(tickPage({ limit: 2 }, afterId, hub(query))).toEqual({ ticks: stored.slice(-2), cursor: null });
});
