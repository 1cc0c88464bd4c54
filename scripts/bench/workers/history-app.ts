import { ColdBars } from "../../../platform/cold/cold-bars.ts";
import { upsertBars } from "../../../platform/d1/bars.ts";
import type { Env } from "../../../platform/env.ts";
import worker from "../../../worker/index.ts";
import { walkBars } from "../bar-walk.ts";

// Every object and workflow of the real Worker, whichever there are.
export * from "../../../worker/index.ts";

const SYMBOL = "BTCUSDT";
const MINUTE = 60_000;
const COLD = Date.UTC(2024, 0, 1);
const HOT = Date.UTC(2024, 1, 1);
const HOT_BARS = 20_000;

/** The real Worker on a month in R2 and two weeks in D1, with a door to seed them and to read rows alone. */
export default {
  ...worker,
  fetch: async (request, env, ctx) => {
    const url = new URL(request.url);
    if (url.pathname === "/bench/seed") return Response.json(await seed(env));
    if (url.pathname === "/bench/nothing") return new Response("ok");
    if (url.pathname === "/bench/rows") {
      const from = Number(url.searchParams.get("from"));
      const { results } = await env.DB.prepare(
        "SELECT * FROM ohlcv WHERE symbol = ?1 AND timeframe = '1m' AND open_time >= ?2 ORDER BY open_time LIMIT 1000",
      )
        .bind(SYMBOL, from)
        .all();
      return new Response(String(results.length));
    }
    return await worker.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;

async function seed(env: Env): Promise<{ readonly cold: number; readonly hot: number }> {
  const cold = [...walkBars("history cold", "1m", COLD, (HOT - COLD) / MINUTE)];
  await new ColdBars(env.DB, env.COLD).mergeMonth(SYMBOL, "1m", COLD, cold, Date.now());
  const hot = [...walkBars("history hot", "1m", HOT, HOT_BARS)];
  for (let start = 0; start < hot.length; start += 2_000) {
    const rows = hot.slice(start, start + 2_000);
    await upsertBars(
      env.DB,
      rows.map((bar) => ({ symbol: SYMBOL, timeframe: "1m" as const, bar })),
    );
  }
  await env.DB.prepare(
    "INSERT OR REPLACE INTO series (symbol, timeframe, from_open, through_open) VALUES (?1, '1m', ?2, ?3)",
  )
    .bind(SYMBOL, COLD, HOT + (HOT_BARS - 1) * MINUTE)
    .run();
  return { cold: COLD, hot: HOT };
}
