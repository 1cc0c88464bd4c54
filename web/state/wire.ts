import * as z from "zod/mini";
import type { StreamEvent } from "../socket/stream-event.ts";

/** A bar as REST and the stream write it. Numbers are for drawing; their shortest digits are the exact ones. */
export const BarSchema = z.object({
  openTime: z.number(),
  closeTime: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  quoteVolume: z.number(),
  n: z.number(),
  final: z.boolean(),
  revision: z.number(),
  source: z.enum(["trades", "kline", "mixed"]),
});
export type ViewBar = Readonly<z.infer<typeof BarSchema>>;

const TradeSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.boolean()]);
const GapSchema = z.object({ missed: z.number(), from: z.number(), to: z.number() });
/** A hole in what the exchange told: so many trades that were missed, or minutes without any data. */
export interface Gap extends Readonly<z.infer<typeof GapSchema>> {
  readonly unit: "trades" | "minutes";
}

export const TickerSchema = z.object({
  last: z.number(),
  change: z.number(),
  changePercent: z.number(),
  high: z.number(),
  low: z.number(),
  volume: z.number(),
  quoteVolume: z.number(),
});
export type Ticker = Readonly<z.infer<typeof TickerSchema>>;

export const StatusSchema = z.object({
  state: z.enum(["live", "stale", "backfilling", "replay", "blocked"]),
  lagMs: z.nullable(z.number()),
  source: z.string(),
});
export type FeedStatus = Readonly<z.infer<typeof StatusSchema>>;

const BarsData = z.object({ bars: z.array(BarSchema) });
const BarData = z.object({ bar: BarSchema });
const TradesData = z.object({ trades: z.array(TradeSchema) });

export type BarsEvent =
  | { readonly kind: "snapshot" | "update"; readonly bars: readonly ViewBar[] }
  | { readonly kind: "gap"; readonly gap: Gap };

export interface ViewTrade {
  readonly id: number;
  readonly price: number;
  readonly size: number;
  readonly time: number;
  readonly side: "buy" | "sell";
}
export type TradesEvent =
  | { readonly kind: "snapshot" | "update"; readonly trades: readonly ViewTrade[] }
  | { readonly kind: "gap"; readonly gap: Gap };

/** The event of a `bars` channel, or null where it is not understood (a newer server may say more). */
export function readBarsEvent(message: StreamEvent): BarsEvent | null {
  if (message.type === "gap") return readGap(message);
  if (message.type === "update") {
    const parsed = z.safeParse(BarData, message.data);
    return parsed.success ? { kind: "update", bars: [parsed.data.bar] } : null;
  }
  const parsed = z.safeParse(BarsData, message.data);
  return parsed.success ? { kind: "snapshot", bars: parsed.data.bars } : null;
}

/** The event of a `trades` channel, or null where it is not understood. */
export function readTradesEvent(message: StreamEvent): TradesEvent | null {
  if (message.type === "gap") return readGap(message);
  const parsed = z.safeParse(TradesData, message.data);
  if (!parsed.success) return null;
  const trades = parsed.data.trades.map(([id, price, size, time, buyerIsMaker]): ViewTrade => {
    return { id, price, size, time, side: buyerIsMaker ? "sell" : "buy" };
  });
  return { kind: message.type, trades };
}

export function readTicker(message: StreamEvent): Ticker | null {
  const parsed = z.safeParse(TickerSchema, message.data);
  return parsed.success ? parsed.data : null;
}

export function readStatus(message: StreamEvent): FeedStatus | null {
  const parsed = z.safeParse(StatusSchema, message.data);
  return parsed.success ? parsed.data : null;
}

function readGap(message: StreamEvent): { kind: "gap"; gap: Gap } | null {
  const parsed = z.safeParse(GapSchema, message.data);
  if (!parsed.success) return null;
  // [BAR-22] On `bars:…:1m` a gap counts silent minutes; on `trades` and `bars:…:1s` missed trades.
  const unit = message.ch.startsWith("bars:") && message.ch.endsWith(":1m") ? "minutes" : "trades";
  return { kind: "gap", gap: { ...parsed.data, unit } };
}
