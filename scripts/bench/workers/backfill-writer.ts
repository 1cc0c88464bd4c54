import { parseDecimal } from "../../../market/bars/decimal.ts";
import type { Kline } from "../../../market/bars/kline.ts";
import { advance } from "../../../platform/backfill/advance.ts";
import { planBackfill } from "../../../platform/backfill/plan.ts";
import type { Backfill } from "../../../platform/backfill/rows.ts";
import { readBackfill } from "../../../platform/backfill/rows.ts";
import { storeFetched } from "../../../platform/backfill/store.ts";
import { binanceFeed } from "../../../platform/feeds/binance/feed.ts";

interface Env {
  readonly DB: D1Database;
  readonly COLD: R2Bucket;
}

const MINUTE = 60_000;
/** As a backfill commits: five pages of 999. */
const ROWS_A_COMMIT = 4_995;
const NOW = 1;

/** The storing side of a backfill, and a whole one, in workerd on D1. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const rows = Number(searchParams.get("rows"));
    if (pathname === "/store") return Response.json({ rows: await store(env.DB, rows) });
    const exchange = searchParams.get("exchange") ?? "";
    return Response.json({ rows: await whole(env, exchange, Number(searchParams.get("from"))) });
  },
} satisfies ExportedHandler<Env>;

async function store(db: D1Database, count: number): Promise<number> {
  await db.batch([db.prepare("DELETE FROM ohlcv"), db.prepare("DELETE FROM backfill")]);
  const to = (count - 1) * MINUTE;
  await db
    .prepare(
      `INSERT INTO backfill (id, symbol, timeframe, from_open, to_open, cursor, status, source, lease_owner, lease_until,
         created_at, updated_at) VALUES ('b', 'BTCUSDT', '1m', 0, ?1, 0, 'fetching', 'rest', 'bench', 2, 1, 1)`,
    )
    .bind(to)
    .run();
  let row: Backfill | undefined = await readBackfill(db, "b");
  let requests = 0;
  while (row !== undefined && row.status === "fetching") {
    const from = row.cursor;
    const bars = Math.min(ROWS_A_COMMIT, (to - from) / MINUTE + 1);
    const klines = Array.from({ length: bars }, (_, i) => kline(from + i * MINUTE));
    requests += 5;
    const fetched = { klines, outages: [], next: from + bars * MINUTE, requests };
    row = await storeFetched(db, row, "bench", fetched, NOW);
  }
  return row?.rows ?? 0;
}

async function whole({ DB: db, COLD: cold }: Env, exchange: string, from: number): Promise<number> {
  await db.batch(
    ["ohlcv", "backfill", "series", "series_outage"].map((table) => db.prepare(`DELETE FROM ${table}`)),
  );
  const { rest } = binanceFeed({
    symbol: "BTCUSDT",
    restUrls: [exchange],
    wsUrls: [],
    ledger: {
      lease: async (granted) => ({ granted, expiresInMs: MINUTE, retryAfterMs: 0 }),
      report: async () => {},
    },
    now: () => Date.now(),
    random: () => 0.5,
  });
  const ports = {
    db,
    cold,
    exchange: () => rest,
    now: () => Date.now(),
    config: { BINANCE_ARCHIVE_URL: "" },
  };
  const [row] = await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "1m", from });
  if (row === undefined) return 0;
  for (;;) {
    const result = await advance(ports, row.id, "bench");
    if (result.state === "done") return result.row.rows;
    if (result.state !== "progress") throw new Error(`the backfill is ${result.state}: ${result.row.error}`);
  }
}

// Made beforehand: reading decimals is the work of the exchange's adapter, not of storing.
const PRICES = Array.from({ length: 9_973 }, (_, i) => parseDecimal((60_000 + i / 100).toFixed(2)));
const VOLUME = parseDecimal("12.34567");
const QUOTE = parseDecimal("740740.2");
const BUY = parseDecimal("6.54321");
const BUY_QUOTE = parseDecimal("392592.6");

function kline(openTime: number): Kline {
  const price = PRICES[(openTime / MINUTE) % PRICES.length] ?? QUOTE;
  return {
    timeframe: "1m",
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: VOLUME,
    quoteVolume: QUOTE,
    n: 1_234,
    takerBuyVolume: BUY,
    takerBuyQuoteVolume: BUY_QUOTE,
    firstId: null,
    lastId: null,
    closed: true,
  };
}
