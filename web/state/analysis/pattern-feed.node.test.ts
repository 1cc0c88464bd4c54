import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import { openPatternFeed, type PatternFeed } from "./pattern-feed.ts";

const MINUTE = 60_000;
const CHANNEL = "patterns:BTCUSDT:1m";
const PATH = "/api/patterns/BTCUSDT";

const found = (minute: number, pattern: string, strength = 50) => ({
  ...{ pattern, signal: "bullish", strength, bars: 1, openTime: minute * MINUTE },
  description: `${pattern} at ${minute}`,
});
const names = (feed: PatternFeed) =>
  feed.patterns.value.map(({ openTime, pattern }) => `${openTime / MINUTE} ${pattern}`);

describe("patterns of the page", () => {
  let world: AnalysisWorld;
  let feed: PatternFeed | undefined;

  const open = () => {
    feed = openPatternFeed("BTCUSDT", "1m", world.api, world.stream);
    return feed;
  };
  const ready = (opened: PatternFeed) => untilSignal(() => opened.phase.value === "ready");

  beforeEach(async () => {
    world = await openAnalysisWorld();
    world.answer(PATH, (query) =>
      query.has("cursor")
        ? { patterns: [found(5, "doji"), found(2, "hammer")], searchedFrom: MINUTE, cursor: null }
        : { patterns: [found(9, "hammer"), found(5, "harami")], searchedFrom: 5 * MINUTE, cursor: "older" },
    );
  });
  afterEach(async () => {
    feed?.close();
    await world.close();
  });

  it("[PAGE-34] are what is stored, newest first, and page by page what is older", async () => {
    const opened = open();
    await ready(opened);
    expect(names(opened)).toEqual(["9 hammer", "5 harami"]);
    expect([opened.more.value, opened.knownFrom.value]).toEqual([true, 5 * MINUTE]);
    opened.loadOlder();
    await untilSignal(() => !opened.more.value);
    expect(names(opened)).toEqual(["9 hammer", "5 harami", "5 doji", "2 hammer"]);
    opened.loadOlder();
    expect(world.asked).toHaveLength(2);
  });

  it("[PAGE-34] grow with final bars, the strongest of a bar first", async () => {
    const opened = open();
    await ready(opened);
    const patterns = [found(10, "doji", 20), found(10, "marubozu", 90)];
    world.tell(CHANNEL, "update", { openTime: 10 * MINUTE, closeTime: 0, revision: 0, patterns });
    expect(names(opened).slice(0, 2)).toEqual(["10 marubozu", "10 doji"]);
  });

  it("[PAGE-34] lose what a corrected bar no longer has, whatever was stored of it", async () => {
    const opened = open();
    world.tell(CHANNEL, "snapshot", { bars: [{ openTime: 9 * MINUTE, revision: 1, patterns: [] }] });
    await ready(opened);
    expect(names(opened)).toEqual(["5 harami"]);
  });

  it("say why they did not load, and load when they are asked for again", async () => {
    world.failNext(PATH);
    const opened = open();
    await untilSignal(() => opened.phase.value === "failed");
    expect(opened.reason.value).toBe("Not now.");
    opened.retry();
    await ready(opened);
    expect([opened.reason.value, names(opened).length]).toEqual([null, 2]);
  });
});
