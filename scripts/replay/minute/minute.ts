import { type ExchangeBar, flatBar } from "../model/bar.ts";
import { MINUTE_MS, type SymbolSpec } from "../model/market.ts";
import type { AggTrade } from "../model/trade.ts";
import { drawTrades } from "./legs.ts";
import { type MinuteFrame, shapeMinute, sumShape } from "./shape.ts";

/** A minute whose trades are drawn from its frame: everything they depend on. */
export interface DrawnMinute {
  readonly minute: number;
  readonly frame: MinuteFrame;
  readonly seed: number;
  /** Ids of its first aggregate and first individual trade. */
  readonly firstId: number;
  readonly firstFillId: number;
  /** Individual trades; from one to four an aggregate trade. */
  readonly fills: number;
}

/** What a tick and a step of the symbol are, scaled by 10^8. */
export function unitsOf(spec: SymbolSpec): { price: bigint; size: bigint } {
  return { price: 10n ** BigInt(8 - spec.priceDigits), size: 10n ** BigInt(8 - spec.sizeDigits) };
}

/** The minute's bar, without drawing its trades; equal to their fold. */
export function drawnBar(drawn: DrawnMinute, units: { price: bigint; size: bigint }): ExchangeBar {
  const { frame, minute, fills, firstFillId } = drawn;
  const openTime = minute * MINUTE_MS;
  if (frame.trades === 0) return flatBar(openTime, BigInt(frame.close) * units.price);
  const sums = sumShape(frame, shapeMinute(frame, drawn.seed));
  const unit = units.price * units.size;
  return {
    openTime,
    open: BigInt(frame.open) * units.price,
    high: BigInt(frame.high) * units.price,
    low: BigInt(frame.low) * units.price,
    close: BigInt(frame.close) * units.price,
    volume: BigInt(frame.volume) * units.size,
    quote: sums.quote * unit,
    takerVolume: BigInt(sums.takerVolume) * units.size,
    takerQuote: sums.takerQuote * unit,
    n: fills,
    firstId: firstFillId,
    lastId: firstFillId + fills - 1,
  };
}

/** The minute's trades, in order. */
export function drawnTrades(drawn: DrawnMinute, units: { price: bigint; size: bigint }): AggTrade[] {
  const { frame, minute, seed } = drawn;
  if (frame.trades === 0) return [];
  let fillId = drawn.firstFillId;
  const legs = drawTrades(frame, shapeMinute(frame, seed), drawn.fills - frame.trades, seed);
  return legs.map((leg, i) => {
    const firstId = fillId;
    fillId += leg.fills.length;
    return {
      id: drawn.firstId + i,
      firstId,
      lastId: fillId - 1,
      price: BigInt(leg.price) * units.price,
      size: BigInt(leg.size) * units.size,
      timeUs: (minute * MINUTE_MS + leg.offsetMs) * 1_000,
      buyerIsMaker: !leg.takerBuys,
      fills: leg.fills.map((fill) => BigInt(fill) * units.size),
    };
  });
}
