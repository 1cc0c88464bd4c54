import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import { type ForecastHistoryFeed, openForecastHistory } from "./forecast-history.ts";

const PATH = "/api/forecasts/history/BTCUSDT";
const one = (openTime: number, state = "waiting") => ({ openTime, outcome: { state } });

describe("logged forecasts of the page", () => {
  let world: AnalysisWorld;
  let feed: ForecastHistoryFeed;
  let newest: readonly object[];

  beforeEach(async () => {
    world = await openAnalysisWorld();
    newest = [one(30), one(20)];
    world.answer(PATH, (query) =>
      query.has("cursor")
        ? { forecasts: [one(20), one(10, "scored")], cursor: null }
        : { forecasts: newest, cursor: "20" },
    );
    const wish = { symbol: "BTCUSDT", timeframe: "1h", model: "lstm", horizon: 5 } as const;
    feed = openForecastHistory(wish, world.forecasts, signal(true));
    await untilSignal(() => feed.ready.value);
  });
  afterEach(async () => {
    feed.close();
    await world.close();
  });

  const shown = () => feed.forecasts.value.map(({ openTime, outcome }) => [openTime, outcome.state]);

  it("[FC-147] go back page by page, each once", async () => {
    expect(world.asked[0]).toBe(`${PATH}?timeframe=1h&model=lstm&horizon=5&limit=20`);
    feed.loadOlder();
    feed.loadOlder();
    await untilSignal(() => feed.older.value === "idle" && !feed.more.value);
    expect(shown()).toEqual([
      [30, "waiting"],
      [20, "waiting"],
      [10, "scored"],
    ]);
  });

  it("[FC-147] say what came of them as soon as the newest page does", async () => {
    feed.loadOlder();
    await untilSignal(() => !feed.more.value);
    newest = [one(40), one(30), one(20, "scored")];
    feed.retry();
    await untilSignal(() => feed.forecasts.value.length === 4);
    expect(shown()[2]).toEqual([20, "scored"]);
  });

  it("[FC-147] can be asked for again where an older page fails", async () => {
    world.failNext(PATH);
    feed.loadOlder();
    await untilSignal(() => feed.older.value === "failed");
    feed.loadOlder();
    await untilSignal(() => !feed.more.value);
    expect(feed.forecasts.value).toHaveLength(3);
  });
});
