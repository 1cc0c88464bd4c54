import type { ServerResponse } from "node:http";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import { type LoopbackExchange, loopbackExchange } from "./binance/loopback-exchange.ts";

/** A row of REST klines as the exchange sends it. */
export type KlineRow = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  quoteVolume: string,
  n: number,
  takerBuyVolume: string,
  takerBuyQuoteVolume: string,
  unused: string,
];

/** How a request goes wrong. `empty` is an answer of a host that has lost its data. */
export type RequestFault = "cut" | "500" | "429" | "html" | "empty";

/** An exchange that has klines and nothing else, over HTTP on loopback. */
export interface KlineExchange {
  readonly server: LoopbackExchange;
  /** Klines by symbol and timeframe (`BTCUSDT 1h`), ascending. The newest one is the forming one. */
  readonly tables: Map<string, KlineRow[]>;
  /** While this answers a fault, the request with that number (from 1) goes wrong. */
  fail(rule: ((request: number) => RequestFault | undefined) | undefined): void;
  /** A REST client of its own, with its own clock and a ledger that grants everything. */
  rest(symbol: string, now?: () => number): FeedRest;
  close(): Promise<void>;
}

export async function openKlineExchange(): Promise<KlineExchange> {
  const tables = new Map<string, KlineRow[]>();
  let rule: ((request: number) => RequestFault | undefined) | undefined;
  const server = await loopbackExchange((path, response) => {
    const fault = rule?.(server.requests.length);
    if (fault !== undefined && fault !== "empty") refuse(response, fault);
    else sendJson(response, fault === "empty" ? [] : answer(tables, new URL(path, "http://exchange")));
  });
  return {
    server,
    tables,
    fail: (next) => {
      rule = next;
    },
    rest: (symbol, now = () => 0) =>
      binanceFeed({
        symbol,
        restUrls: [server.httpUrl],
        wsUrls: [server.wsUrl],
        ledger: {
          lease: async (granted) => ({ granted, expiresInMs: 60_000, retryAfterMs: 0 }),
          report: async () => {},
        },
        now,
        random: () => 0.5,
      }).rest,
    close: () => server.close(),
  };
}

/** Klines on the grid from `from` on, `count` of them, with prices that differ from bar to bar. */
export function klineRows(timeframe: Timeframe, from: number, count: number, seed = 1): KlineRow[] {
  const step = TIMEFRAME_MS[timeframe];
  return Array.from({ length: count }, (_, i) => {
    const openTime = from + i * step;
    const price = 100 + ((Math.imul(i + seed, 2_654_435_761) >>> 0) % 10_000) / 100;
    const text = (value: number) => value.toFixed(8);
    return [
      openTime,
      text(price),
      text(price + 1),
      text(price - 1),
      text(price + 0.5),
      `${(i % 97) + 1}.12345678`,
      openTime + step - 1,
      "1325380.91156710",
      (i % 50) + 1,
      "0.50000000",
      "33.10000001",
      "0",
    ];
  });
}

function answer(tables: ReadonlyMap<string, readonly KlineRow[]>, url: URL): readonly KlineRow[] {
  const param = (name: string) => url.searchParams.get(name);
  const rows = tables.get(`${param("symbol")} ${param("interval")}`) ?? [];
  const [start, end] = [param("startTime"), param("endTime")];
  const found = rows.filter(
    ([openTime]) => openTime >= Number(start ?? 0) && openTime <= Number(end ?? Number.MAX_SAFE_INTEGER),
  );
  const limit = Number(param("limit") ?? 500);
  return start === null ? found.slice(-limit) : found.slice(0, limit);
}

function refuse(response: ServerResponse, fault: Exclude<RequestFault, "empty">): void {
  if (fault === "cut") response.destroy();
  else if (fault === "500") response.writeHead(500).end();
  else if (fault === "429") response.writeHead(429, { "retry-after": "1" }).end();
  else response.writeHead(200).end("<html></html>");
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
