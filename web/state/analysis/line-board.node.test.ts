import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anchoredFold } from "../../../market/indicators/anchored.ts";
import { ema } from "../../../market/indicators/ema/ema.ts";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import type { CatalogIndicator, IndicatorCatalog } from "../../api/analysis-api.ts";
import { type BarFeed, openBarFeed } from "../bar-feed.ts";
import type { ViewBar } from "../wire.ts";
import { type IndicatorChoice, readChoices } from "./indicator-choice.ts";
import { type LineBoard, openLineBoard } from "./line-board.ts";

const MINUTE = 60_000;
/** A thousand minutes into a block, so that a first page does not hold its lead. */
const START = 1_024 * 27_000 - 3_000;
const COUNT = 4_000;

function bar(index: number, final = true): ViewBar {
  const close = 100 + 9 * Math.sin(index / 40) + ((index * 37) % 23) / 10;
  return {
    ...{ openTime: (START + index) * MINUTE, closeTime: (START + index + 1) * MINUTE - 1, close },
    ...{ open: close - 0.2, high: close + 1, low: close - 1, volume: 4, quoteVolume: 1, n: 1 },
    ...{ final, revision: 0, source: "trades" },
  };
}
const ALL = Array.from({ length: COUNT }, (_, index) => bar(index));
const entry = (id: string, parameter: string | null, source: "own" | "library"): CatalogIndicator => ({
  ...{ id, title: id.toUpperCase(), outputs: [{ name: "value", title: "", unit: "price" }], warmUp: 1 },
  ...{ pane: "price", source, formula: "" },
  parameters:
    parameter === null ? [] : [{ name: parameter, default: 21, min: 1, max: 10_000, integer: true }],
});
const CATALOG: IndicatorCatalog = {
  core: [],
  indicators: [entry("ema", "period", "own"), entry("obv", null, "own"), entry("trix", "period", "library")],
};

describe("lines of chosen indicators", () => {
  let world: AnalysisWorld;
  let feed: BarFeed;
  let board: LineBoard;
  const choices = signal<readonly IndicatorChoice[]>([]);
  const catalog = signal<IndicatorCatalog | null>(CATALOG);
  const view = (index = 0) => board.views.value[index];

  beforeEach(async () => {
    world = await openAnalysisWorld();
    const pageOf = (query: URLSearchParams, step: number) => {
      const last = Math.floor(Number(query.get("to") ?? Number.MAX_SAFE_INTEGER) / step);
      const until = ALL.filter(({ openTime }) => openTime / step <= last);
      return until.slice(-Number(query.get("limit")));
    };
    world.answer("/api/features/ohlcv/BTCUSDT", (query) => {
      const bars = pageOf(query, MINUTE);
      return { bars, cursor: bars[0] === ALL[0] ? null : "older" };
    });
    world.answer("/api/analysis/indicators/BTCUSDT", (query) => {
      const bars = pageOf(query, MINUTE);
      return {
        bars: { openTime: bars.map(({ openTime }) => openTime), revision: bars.map(() => 0), close: [] },
        indicators: [{ id: query.get("indicators"), series: { value: bars.map(({ close }) => close * 2) } }],
      };
    });
    choices.value = [];
    feed = openBarFeed("BTCUSDT", "1m", world.bars, world.stream);
    await untilSignal(() => feed.phase.value === "ready");
    board = openLineBoard({ feed, choices, catalog, api: world.api });
  });
  afterEach(async () => {
    board.close();
    feed.close();
    await world.close();
  });

  it("[PAGE-31] are computed here, once the bars that they rest on were loaded, and no page more", async () => {
    choices.value = readChoices("ema(50)");
    await untilSignal(() => view()?.phase === "ready");
    const truth = anchoredFold(ema, { period: 50 }, "1m", ALL);
    expect(view()?.values.slice(-300)).toEqual(truth.slice(-300));
    expect(feed.bars.value.length).toBeLessThan(COUNT);
    expect(world.asked.some((url) => url.includes("/api/analysis/"))).toBe(false);
  });

  it("[PAGE-31] move with the bar that forms", async () => {
    choices.value = readChoices("ema(9)");
    await untilSignal(() => view()?.phase === "ready");
    world.tell("bars:BTCUSDT:1m", "update", { bar: bar(COUNT, false) });
    const truth = anchoredFold(ema, { period: 9 }, "1m", [...ALL, bar(COUNT)]);
    expect(view()?.values.at(-1)).toBe(truth.at(-1));
  });

  it("[PAGE-31] are the server's where they cannot be computed here, of final bars alone", async () => {
    choices.value = readChoices("trix(15),obv");
    await untilSignal(() => board.views.value.every(({ phase }) => phase === "ready"));
    expect(view(0)?.values.at(-1)).toBe((ALL.at(-1)?.close ?? 0) * 2);
    expect(view(1)?.values.at(-1)).toBe((ALL.at(-1)?.close ?? 0) * 2);
    world.tell("bars:BTCUSDT:1m", "update", { bar: bar(COUNT, false) });
    expect(view(0)?.values.at(-1)).toBeNull();
    expect(view(0)?.values.at(-2)).not.toBeNull();
  });

  it("[PAGE-31] are asked for anew from a corrected bar on, and from there alone", async () => {
    choices.value = readChoices("trix(15)");
    await untilSignal(() => view()?.phase === "ready");
    world.answer("/api/analysis/indicators/BTCUSDT", (query) => {
      const bars = ALL.slice(-Number(query.get("limit")));
      return {
        bars: { openTime: bars.map(({ openTime }) => openTime), revision: bars.map(() => 1), close: [] },
        indicators: [{ id: "trix", series: { value: bars.map(() => -1) } }],
      };
    });
    world.tell("bars:BTCUSDT:1m", "update", { bar: { ...bar(COUNT - 5), revision: 1 } });
    await untilSignal(() => view()?.values.at(-1) === -1);
    expect(view()?.values.slice(-6)).toEqual([(ALL.at(-6)?.close ?? 0) * 2, -1, -1, -1, -1, -1]);
    expect(world.asked.at(-1)).toContain("limit=5");
  });

  it("[PAGE-31] say why there are none: unknown, not allowed, not to be had", async () => {
    world.failNext("/api/analysis/indicators/BTCUSDT");
    choices.value = readChoices("nonsense(3),ema(-4),trix(15)");
    await untilSignal(() => board.views.value.every(({ phase }) => phase === "failed"));
    expect(board.views.value.map(({ reason }) => reason)).toEqual([
      "There is no such indicator.",
      expect.stringContaining("whole number"),
      "Not now.",
    ]);
  });

  it("go when they are taken off, and wait for the catalog", () => {
    choices.value = readChoices("ema(50)");
    expect(board.views.value).toHaveLength(1);
    choices.value = [];
    expect(board.views.value).toEqual([]);
    catalog.value = null;
    choices.value = readChoices("ema(50)");
    expect(board.views.value).toEqual([]);
    catalog.value = CATALOG;
    expect(board.views.value).toHaveLength(1);
  });
});
