import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import { type CoreFeed, openCoreFeed } from "./core-feed.ts";

const MINUTE = 60_000;
const CHANNEL = "indicators:BTCUSDT:1m";
const PATH = "/api/analysis/indicators/BTCUSDT";

const at = (minute: number, rsi: number | null) => ({
  ...{ openTime: minute * MINUTE, closeTime: (minute + 1) * MINUTE - 1, revision: 0, bars: 3_000, since: 0 },
  values: { rsi, macd: { macd: 1, signal: 2, histogram: -1 } },
});
const page = (minutes: readonly number[]) => ({
  bars: { openTime: minutes.map((minute) => minute * MINUTE), close: [], revision: minutes.map(() => 0) },
  indicators: [
    { id: "rsi", parameters: { period: 7 }, series: { value: minutes.map(() => -1) } },
    { id: "rsi", parameters: { period: 14 }, series: { value: minutes } },
    {
      id: "macd",
      parameters: { fast: 12, slow: 26, signal: 9 },
      series: { macd: [null, 5], signal: [1, 2] },
    },
  ],
});

describe("the core set of the page", () => {
  let world: AnalysisWorld;
  let feed: CoreFeed;

  beforeEach(async () => {
    world = await openAnalysisWorld();
    feed = openCoreFeed("BTCUSDT", "1m", world.api, world.stream);
  });
  afterEach(async () => {
    feed.close();
    await world.close();
  });

  it("[PAGE-30] is the stream's: the last final bar and the one that forms", () => {
    expect(feed.phase.value).toBe("waiting");
    world.tell(CHANNEL, "snapshot", { final: at(10, 55), forming: at(11, 60) });
    expect([feed.final.value?.values.rsi, feed.forming.value?.values.rsi]).toEqual([55, 60]);
    world.tell(CHANNEL, "update", { final: at(10, 55), forming: null });
    expect(feed.forming.value).toBeNull();
    world.tell(CHANNEL, "update", { final: "?" });
    expect(feed.final.value?.values.rsi).toBe(55);
  });

  it("[PAGE-30] looks back on what REST tells, and goes on by itself from there", async () => {
    world.answer(PATH, () => page([8, 9]));
    world.tell(CHANNEL, "snapshot", { final: at(10, 55), forming: null });
    await untilSignal(() => feed.past.value.size === 3);
    expect([...feed.past.value].map(([time, { rsi }]) => [time / MINUTE, rsi])).toEqual([
      [8, 8],
      [9, 9],
      [10, 55],
    ]);
    expect(feed.past.value.get(8 * MINUTE)?.macd).toBeNull();
    expect(feed.past.value.get(9 * MINUTE)?.macd).toEqual({ macd: 5, signal: 2 });
    world.tell(CHANNEL, "update", { final: at(11, 56), forming: null });
    expect(feed.past.value.get(11 * MINUTE)?.rsi).toBe(56);
    expect(world.asked).toHaveLength(1);
  });

  it("[PAGE-30] asks again where a disconnection left a hole", async () => {
    world.answer(PATH, () => page([8, 9]));
    world.tell(CHANNEL, "snapshot", { final: at(10, 55), forming: null });
    await untilSignal(() => feed.past.value.size === 3);
    world.answer(PATH, () => page([18, 19]));
    world.tell(CHANNEL, "snapshot", { final: at(20, 41), forming: null });
    await untilSignal(() => feed.past.value.has(19 * MINUTE));
    expect(world.asked).toHaveLength(2);
  });

  it("says so where the channel does not exist", () => {
    world.refuse(CHANNEL);
    expect(feed.phase.value).toBe("refused");
  });
});
