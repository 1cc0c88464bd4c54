import type { FoldTrade } from "./trade-fold.ts";

/** Reads an exchange over REST, for what a test expects. */
export class ExchangeReader {
  readonly #restUrl: string;

  constructor(restUrl: string) {
    this.#restUrl = restUrl;
  }

  /** The exchange's closed or forming klines, each a row of texts and numbers. */
  async klines(symbol: string, interval: string, from: number, to: number): Promise<KlineRow[]> {
    const query = `symbol=${symbol}&interval=${interval}&startTime=${from}&endTime=${to}&limit=1000`;
    const rows = (await this.#get(`/api/v3/klines?${query}`)) as KlineRow[];
    return rows;
  }

  /** All trades of a stretch of time, oldest first. */
  async trades(symbol: string, from: number, to: number): Promise<FoldTrade[]> {
    const all: RawTrade[] = [];
    let page = await this.#trades(`symbol=${symbol}&startTime=${from}&endTime=${from + 59_999}&limit=1000`);
    for (let start = from + 60_000; page.length === 0 && start <= to; start += 60_000) {
      page = await this.#trades(`symbol=${symbol}&startTime=${start}&endTime=${start + 59_999}&limit=1000`);
    }
    while (page.length > 0) {
      all.push(...page.filter((trade) => trade.T <= to));
      const last = page.at(-1);
      if (last === undefined || last.T > to) break;
      page = await this.#trades(`symbol=${symbol}&fromId=${last.a + 1}&limit=1000`);
    }
    return all.map(({ f, l, p, q, T, m }) => ({
      firstId: f,
      lastId: l,
      price: p,
      size: q,
      timeMs: T,
      buyerIsMaker: m,
    }));
  }

  async #trades(query: string): Promise<RawTrade[]> {
    return (await this.#get(`/api/v3/aggTrades?${query}`)) as RawTrade[];
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#restUrl}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  }
}

/** Binance's kline: open time, o, h, l, c, volume, close time, quote volume, n, taker volume, taker quote, unused. */
export type KlineRow = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  string,
];

interface RawTrade {
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly l: number;
  readonly T: number;
  readonly m: boolean;
}
