import type { PriceBar } from "../../market/indicators/kernel.ts";
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";

/** Names in small letters that a column goes by: in recorded kline files, in Wick's own exports, in Binance's downloads. */
export const KLINE_COLUMNS = {
  openTime: ["open_time", "opentime", "open time", "time", "timestamp"],
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close"],
  volume: ["volume"],
} as const;
type Column = keyof typeof KLINE_COLUMNS;

/** Where each column stands; −1 where it is not. */
type Places = Readonly<Record<Column | "final", number>>;

/** As Binance's files have them, which come without a header. */
const BARE: Places = { openTime: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, final: -1 };
/** A time in microseconds is greater than this, one in milliseconds is not. */
const MICROSECONDS_FROM = 100_000_000_000_000;

/** Reads the lines of a kline CSV one after the other. */
export class KlineLines {
  readonly bars: PriceBar[] = [];
  #places: Places | null = null;
  #line = 0;

  /** @throws RangeError for a line that is no kline; it is named by its number. */
  take(line: string): void {
    this.#line += 1;
    const text = line.trim();
    if (text === "") return;
    if (this.#places === null) {
      this.#places = /^\d/.test(text) ? BARE : placesOf(text);
      if (this.#places !== BARE) return;
    }
    const cells = text.split(",");
    const places = this.#places;
    const number = (column: Column) => Number(cells[places[column]] ?? Number.NaN);
    // A bar that still forms is none to decide on.
    if (places.final >= 0 && cells[places.final] === "false") return;
    const stamp = number("openTime");
    const bar: PriceBar = {
      openTime: stamp >= MICROSECONDS_FROM ? Math.floor(stamp / 1_000) : stamp,
      open: number("open"),
      high: number("high"),
      low: number("low"),
      close: number("close"),
      volume: places.volume < 0 ? 0 : number("volume"),
    };
    if (!isSound(bar)) throw new RangeError(`line ${this.#line} is no kline: ${text.slice(0, 80)}`);
    this.bars.push(bar);
  }
}

/** @throws RangeError */
function placesOf(header: string): Places {
  const names = header.split(",").map((name) => name.trim().replace(/^"|"$/g, "").toLowerCase());
  const place = (column: Column) => {
    const known: readonly string[] = KLINE_COLUMNS[column];
    return names.findIndex((name) => known.includes(name));
  };
  const places: Places = {
    openTime: place("openTime"),
    open: place("open"),
    high: place("high"),
    low: place("low"),
    close: place("close"),
    volume: place("volume"),
    final: names.indexOf("final"),
  };
  const missing = (["openTime", "open", "high", "low", "close"] as const).filter((name) => places[name] < 0);
  if (missing.length > 0) throw new RangeError(`the file has no column ${missing.join(", ")}`);
  return places;
}

function isSound({ openTime, open, high, low, close, volume }: PriceBar): boolean {
  return (
    Number.isSafeInteger(openTime) &&
    openTime > 0 &&
    low > 0 &&
    low <= Math.min(open, close) &&
    high >= Math.max(open, close) &&
    Number.isFinite(high) &&
    Number.isFinite(volume)
  );
}

/** The timeframe of a series: the shortest way from one bar to the next. Null where it is none that is known. */
export function timeframeOf(bars: readonly PriceBar[]): Timeframe | null {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < bars.length; i++) {
    shortest = Math.min(shortest, (bars[i]?.openTime ?? 0) - (bars[i - 1]?.openTime ?? 0));
  }
  return TIMEFRAMES.find((timeframe) => TIMEFRAME_MS[timeframe] === shortest) ?? null;
}
