import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { KlineRow } from "./exchange-reader.ts";
import { DATA } from "./recorded-data.ts";

export interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/**
 * An exchange over real HTTP that has recorded klines and nothing else: no trades, no ticker, no live stream. Its
 * time is that of the recording's end.
 */
export class RecordedExchange {
  readonly restUrl: string;
  /** Nobody listens there. */
  readonly wsUrl = "ws://127.0.0.1:9";
  readonly #server: Server;
  readonly #series: ReadonlyMap<string, readonly KlineRow[]>;

  private constructor(server: Server, port: number, series: ReadonlyMap<string, readonly KlineRow[]>) {
    this.#server = server;
    this.restUrl = `http://127.0.0.1:${port}`;
    this.#series = series;
  }

  /**
   * @param endsAt the recording is moved by whole weeks, and what closes later is left out, as if it were the market up
   * to then; where it was recorded when absent.
   * @throws Error where a series was not recorded
   */
  static async start(recordings: readonly Series[], endsAt?: number): Promise<RecordedExchange> {
    const symbols = recordings.map(({ symbol }) => symbol);
    const series = new Map(
      recordings.map(({ symbol, timeframe }) => {
        const rows = recorded(symbol, timeframe);
        return [`${symbol} ${timeframe}`, endsAt === undefined ? rows : movedTo(rows, endsAt)];
      }),
    );
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://exchange");
      const [status, body] = answer(url, symbols, series);
      response.writeHead(status, { "content-type": "application/json", "x-mbx-used-weight-1m": "1" });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new RecordedExchange(server, address.port, series);
  }

  rows(symbol: string, timeframe: Timeframe): readonly KlineRow[] {
    return this.#series.get(`${symbol} ${timeframe}`) ?? [];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function recorded(symbol: string, timeframe: Timeframe): readonly KlineRow[] {
  if (DATA === undefined) throw new Error("no recorded data: set WICK_DATA");
  const file = join(DATA, `klines/spot/${symbol}_${timeframe}.csv.gz`);
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  return lines.map((line): KlineRow => {
    const [time = "", open = "", high = "", low = "", close = "", volume = "", closeTime = "", ...rest] =
      line.split(",");
    // The recording does not know the rest of some rows, the real exchange always does.
    const [quote, n, buy, buyQuote] = rest.map((field) => field || "0");
    const head = [Number(time), open, high, low, close, volume, Number(closeTime)] as const;
    return [...head, quote ?? "0", Number(n), buy ?? "0", buyQuote ?? "0", "0"];
  });
}

const WEEK_MS = 7 * 86_400_000;

/** As many weeks later as it takes for the last row to close after `endsAt`, without the rows that do. */
function movedTo(rows: readonly KlineRow[], endsAt: number): readonly KlineRow[] {
  const by = Math.ceil((endsAt - (rows.at(-1)?.[6] ?? 0)) / WEEK_MS) * WEEK_MS;
  const moved = rows.map(([openTime, open, high, low, close, volume, closeTime, ...rest]): KlineRow => {
    return [openTime + by, open, high, low, close, volume, closeTime + by, ...rest];
  });
  return moved.filter(([, , , , , , closeTime]) => closeTime < endsAt);
}

function answer(
  url: URL,
  symbols: readonly string[],
  series: ReadonlyMap<string, readonly KlineRow[]>,
): readonly [number, unknown] {
  const { searchParams: query } = url;
  const symbol = query.get("symbol") ?? "";
  if (!symbols.includes(symbol)) return [400, { code: -1121, msg: "Invalid symbol." }];
  if (url.pathname === "/api/v3/exchangeInfo") return [200, { symbols: [infoOf(symbol)] }];
  if (url.pathname === "/api/v3/aggTrades") return [200, []];
  if (url.pathname !== "/api/v3/klines") return [404, { code: -1, msg: "Not here." }];
  const rows = series.get(`${symbol} ${query.get("interval")}`) ?? [];
  const from = Number(query.get("startTime") ?? 0);
  const to = Number(query.get("endTime") ?? Number.MAX_SAFE_INTEGER);
  const limit = Number(query.get("limit") ?? 500);
  const inside = rows.filter(([openTime]) => openTime >= from && openTime <= to);
  return [200, query.has("startTime") ? inside.slice(0, limit) : inside.slice(-limit)];
}

function infoOf(symbol: string) {
  return {
    symbol,
    status: "TRADING",
    baseAsset: symbol.replace(/USDT$/, ""),
    quoteAsset: "USDT",
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: "0.01000000",
        maxPrice: "1000000.00000000",
        tickSize: "0.01000000",
      },
      { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
    ],
  };
}

/** How many bars are missing between the first and the last of a recording. */
export function missingIn(rows: readonly KlineRow[], timeframe: Timeframe): number {
  const span = (rows.at(-1)?.[0] ?? 0) - (rows[0]?.[0] ?? 0);
  return rows.length === 0 ? 0 : span / TIMEFRAME_MS[timeframe] + 1 - rows.length;
}
