import { expect, test } from "vitest";
import { barEvent, barsSnapshot, tradeEvent } from "../../../durable-objects/symbol-hub/events.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import { parseDecimal } from "../../../market/bars/decimal.ts";
import { floorText } from "./floor-text.ts";
import { updateKey } from "./update-key.ts";

const one = parseDecimal("1");
const bar = (final: boolean): Bar => ({
  openTime: 0,
  closeTime: 59_999,
  open: one,
  high: one,
  low: one,
  close: one,
  volume: one,
  quoteVolume: one,
  n: 3,
  takerBuyVolume: one,
  takerBuyQuoteVolume: one,
  firstId: 40,
  lastId: 42,
  final,
  revision: 0,
  source: "trades",
});
const trade = { id: 17, price: one, size: one, time: 5, firstId: 40, lastId: 42, buyerIsMaker: true };

test("a trade event's key is its aggregate id", () => {
  expect(updateKey(Buffer.from(tradeEvent("trades:BTCUSDT", 9, trade)), "trade")).toBe(17);
});

test("a bar's key tells the final bar from the forming one before it", () => {
  expect(updateKey(Buffer.from(barEvent("bars:BTCUSDT:1m", 9, bar(false))), "bar")).toBe(84);
  expect(updateKey(Buffer.from(barEvent("bars:BTCUSDT:1m", 9, bar(true))), "bar")).toBe(85);
});

test("snapshots and control frames are no updates", () => {
  expect(updateKey(Buffer.from(barsSnapshot("bars:BTCUSDT:1m", 9, 5, [bar(true)])), "bar")).toBeUndefined();
  expect(updateKey(Buffer.from('{"op":"ack","id":1,"channels":[]}'), "trade")).toBeUndefined();
});

test("a floor's text has the key it was given and the real text's length, near enough", () => {
  const sample = barEvent("bars:BTCUSDT:1m", 9, bar(true));
  const text = floorText(sample, "bar", 90);
  expect(updateKey(Buffer.from(text), "bar")).toBe(90);
  expect(Math.abs(text.length - sample.length)).toBeLessThan(3);
});
