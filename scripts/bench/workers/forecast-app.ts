import { MODEL_TIMEFRAMES } from "../../../market/forecast/horizons.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { upsertBars } from "../../../platform/d1/bars.ts";
import type { Env } from "../../../platform/env.ts";
import worker from "../../../worker/index.ts";
import { forecastsJob } from "../../../worker/jobs/forecasts.ts";
import { jobPorts } from "../../../worker/jobs/ports.ts";
import { walkBars } from "../bar-walk.ts";

// Every object and workflow of the real Worker, whichever there are.
export * from "../../../worker/index.ts";

/** Six that models were trained on, two that none was. */
const SYMBOLS = ["BTC", "ETH", "SOL", "BNB", "ADA", "DOGE", "XRP", "LTC"];
const BARS = 600;

/** The real Worker, with doors to put models, to seed bars, to forget forecasts and to run their job. */
export default {
  ...worker,
  fetch: async (request, env, ctx) => {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/put":
        await env.COLD.put(searchParams.get("key") ?? "", await request.arrayBuffer());
        return new Response("ok");
      case "/bench/seed":
        for (const base of SYMBOLS) await seed(env, base);
        return new Response("ok");
      case "/bench/forget":
        await env.DB.prepare("DELETE FROM forecast_log").run();
        return new Response("ok");
      case "/bench/job":
        return Response.json(await forecastsJob.run(jobPorts(env)));
      default:
        return await worker.fetch(request, env, ctx);
    }
  },
} satisfies ExportedHandler<Env>;

async function seed({ DB }: Env, base: string): Promise<void> {
  const symbol = `${base}USDT`;
  await DB.prepare(
    "INSERT OR REPLACE INTO symbols (symbol, feed, tick_size, step_size, base, quote, name, status, added_at)" +
      " VALUES (?1, 'binance', '0.01', '0.00001', ?2, 'USDT', ?2, 'active', 0)",
  )
    .bind(symbol, base)
    .run();
  for (const timeframe of MODEL_TIMEFRAMES) await seedSeries(DB, symbol, timeframe);
}

/** Bars up to the last one that is final now. */
async function seedSeries(db: D1Database, symbol: string, timeframe: Timeframe): Promise<void> {
  const step = TIMEFRAME_MS[timeframe];
  const end = Math.floor(Date.now() / step) * step;
  const bars = [...walkBars(`${symbol} ${timeframe}`, timeframe, end - BARS * step, BARS)];
  await upsertBars(
    db,
    bars.map((bar) => ({ symbol, timeframe, bar })),
  );
  await db
    .prepare(
      "INSERT OR REPLACE INTO series (symbol, timeframe, from_open, through_open) VALUES (?1, ?2, ?3, ?4)",
    )
    .bind(symbol, timeframe, end - BARS * step, end - step)
    .run();
}
