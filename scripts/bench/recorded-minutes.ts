import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Bar } from "../../market/bars/bar.ts";
import { type Decimal, parseDecimal } from "../../market/bars/decimal.ts";
import { closeTimeOf } from "../../market/time/timeframe.ts";
import { monthOf } from "../../platform/cold/periods.ts";
import { ROOT } from "../app/root.ts";

/** Recorded 1m klines of BTCUSDT futures with all their columns, by month; undefined where there are none. */
export function futuresMinutes(): readonly (readonly Bar[])[] | undefined {
  const folder = join(process.env.WICK_DATA ?? join(ROOT, "../shared/data/open"), "klines/um_futures_1m");
  if (!existsSync(folder)) return undefined;
  const months = new Map<number, Bar[]>();
  for (const file of readdirSync(folder)
    .filter((name) => name.startsWith("BTCUSDT"))
    .sort()) {
    for (const bar of klinesOf(join(folder, file))) {
      const month = monthOf(bar.openTime);
      const bars = months.get(month);
      if (bars === undefined) months.set(month, [bar]);
      else bars.push(bar);
    }
  }
  return months.size === 0 ? undefined : [...months.values()];
}

function klinesOf(file: string): Bar[] {
  const [header = "", ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[names.indexOf(name)] ?? "";
    const decimal = (name: string): Decimal => parseDecimal(cell(name));
    const openTime = Number(cell("open_time"));
    return {
      ...{ openTime, closeTime: closeTimeOf(openTime, "1m") },
      ...{ open: decimal("open"), high: decimal("high"), low: decimal("low"), close: decimal("close") },
      ...{ volume: decimal("volume"), quoteVolume: decimal("quote_volume"), n: Number(cell("trades")) },
      ...{ takerBuyVolume: decimal("taker_buy_base"), takerBuyQuoteVolume: decimal("taker_buy_quote") },
      ...{ firstId: null, lastId: null, final: true, revision: 0, source: "kline" },
    };
  });
}
