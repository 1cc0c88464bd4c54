import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { until } from "../../../tests/support/until.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import type { StreamPort } from "../stream-port.ts";
import { type ForecastFeed, openForecastFeed } from "./forecast-feed.ts";

const PATH = "/api/forecasts";
const CHANNEL = "forecast:BTCUSDT:1h";
const HOUR = 3_600_000;

describe("the forecast on the desk", () => {
  let world: AnalysisWorld;
  let feed: ForecastFeed;
  let issuedAt: number;
  const visible = signal(true);
  const lastFinal = signal<number | null>(null);
  const model = signal<ModelId>("ml_ensemble");
  const asked = () => world.asked.length;

  beforeEach(async () => {
    world = await openAnalysisWorld();
    issuedAt = 10 * HOUR;
    visible.value = true;
    lastFinal.value = issuedAt - 1;
    model.value = "ml_ensemble";
    world.answer(PATH, (query) => ({
      model: query.get("model"),
      forecasts: [{ symbol: query.get("symbols"), requested: query.get("model"), issuedAt }],
      unavailable: [],
    }));
    feed = openForecastFeed("BTCUSDT", "1h", {
      ...{ api: world.forecasts, stream: world.stream, visible, lastFinal, model },
    });
    await untilSignal(() => feed.ready.value);
  });
  afterEach(async () => {
    feed.close();
    await world.close();
  });

  it("[FC-144] asks for the chosen model, of this symbol and timeframe", () => {
    expect(world.asked).toEqual([`${PATH}?symbols=BTCUSDT&timeframe=1h&model=ml_ensemble`]);
    expect(feed.forecast.value).toMatchObject({ symbol: "BTCUSDT", issuedAt });
  });

  it("[FC-144] shows nothing of another model while the chosen one is awaited", async () => {
    model.value = "lstm";
    expect([feed.ready.value, feed.forecast.value]).toEqual([false, null]);
    await untilSignal(() => feed.ready.value);
    expect(feed.forecast.value).toMatchObject({ requested: "lstm" });
  });

  it("[FC-144] asks again when a bar closes, and says that its forecast is still to come", async () => {
    expect(feed.behind.value).toBe(false);
    lastFinal.value = issuedAt + HOUR - 1;
    expect(feed.behind.value).toBe(true);
    await until("the question", () => asked() === 2);
    issuedAt += HOUR;
    feed.retry();
    await untilSignal(() => !feed.behind.value);
  });

  it("[FC-144] asks again when the stream tells of a new one", async () => {
    world.tell(CHANNEL, "snapshot", {});
    expect(asked()).toBe(1);
    issuedAt += HOUR;
    world.tell(CHANNEL, "update", {});
    await untilSignal(() => feed.forecast.value?.issuedAt === issuedAt);
  });

  it("[FC-144] follows no channel of a timeframe without models: there is none", () => {
    const followed: string[] = [];
    const stream: StreamPort = {
      subscribe(channel) {
        followed.push(channel);
        return () => {};
      },
    };
    const ports = { api: world.forecasts, stream, visible: signal(false), lastFinal, model };
    for (const timeframe of ["1m", "12h"] as const) openForecastFeed("BTCUSDT", timeframe, ports).close();
    expect(followed).toEqual(["forecast:BTCUSDT:12h"]);
  });

  it("[FC-144] asks nothing while nobody looks", async () => {
    visible.value = false;
    world.tell(CHANNEL, "update", {});
    model.value = "naive";
    lastFinal.value = issuedAt + HOUR - 1;
    visible.value = true;
    await untilSignal(() => feed.forecast.value?.requested === "naive");
    expect(asked()).toBe(2);
  });

  it("[FC-144] keeps the last one where a later question fails, and says why", async () => {
    world.failNext(PATH);
    world.tell(CHANNEL, "update", {});
    await untilSignal(() => feed.error.value !== null);
    expect(feed.forecast.value).toMatchObject({ issuedAt });
  });

  it("[FC-149] asks again soon after a failure", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      world.failNext(PATH);
      feed.retry();
      await untilSignal(() => feed.error.value !== null);
      vi.advanceTimersByTime(15_000);
      await untilSignal(() => feed.error.value === null);
      expect(asked()).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("[FC-144] tells why nothing can be said of a coin", async () => {
    world.answer(PATH, () => ({
      model: "ml_ensemble",
      forecasts: [],
      unavailable: [{ symbol: "BTCUSDT", detail: "No final bars." }],
    }));
    feed.retry();
    await untilSignal(() => feed.unavailable.value === "No final bars.");
    expect(feed.forecast.value).toBeNull();
  });
});
