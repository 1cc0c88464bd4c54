import type { DecimalStyle } from "../../contract/bar-json.ts";
import { coinOfBase } from "../../contract/coins.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Isolate } from "../isolate.ts";
import { decimalJson } from "../market/decimal-json.ts";

/** How long what the board holds is the latest. */
const FRESH_MS = 1_000;

interface NewestClose {
  readonly price: string | null;
  readonly time: number | null;
  readonly final: boolean | null;
  readonly revision: number | null;
}
const NO_BAR: NewestClose = { price: null, time: null, final: null, revision: null };

/** The latest prices of symbols as JSON texts, in their order, and when they were collected. */
export async function latestPrices(
  isolate: Isolate,
  rows: readonly SymbolRow[],
  style: DecimalStyle,
): Promise<{ readonly prices: readonly string[]; readonly asOf: number }> {
  const held = isolate.board.current();
  const young = held !== undefined && Date.now() - held.asOf < FRESH_MS;
  const board = young ? held : await isolate.board.collect();
  const texts = rows.map(async (row) => {
    const known = board.prices.find(({ symbol }) => symbol === row.symbol);
    const live = known?.day.last ?? null;
    const { price, time, final, revision } =
      live === null ? await newestClose(isolate, row) : { ...NO_BAR, price: live, time: known?.day.time };
    const head = JSON.stringify({ symbol: row.symbol, coin: coinOfBase(row.base).id });
    const tail = JSON.stringify({
      time: time ?? null,
      from: price === null ? null : live === null ? "bar" : "feed",
      final,
      revision,
      state: known?.state ?? "unknown",
      source: known?.source ?? null,
    });
    return `${head.slice(0, -1)},"price":${decimalJson(price, style)},${tail.slice(1)}`;
  });
  return { prices: await Promise.all(texts), asOf: board.asOf };
}

/** What the newest stored bar closed at: while a feed is down that is the latest price anybody knows. */
async function newestClose({ history }: Isolate, { symbol, feed }: SymbolRow): Promise<NewestClose> {
  try {
    const { bars } = await history.page(symbol, feed, { timeframe: "1m", limit: 1, forming: true });
    const last = bars.at(-1);
    if (last === undefined) return NO_BAR;
    return { price: last.close, time: last.closeTime, final: last.final, revision: last.revision };
  } catch (error) {
    log({ event: "part_failed", part: `latest price of ${symbol}`, error: errorText(error) });
    return NO_BAR;
  }
}
