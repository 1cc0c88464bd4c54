import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnalysisWorld, openAnalysisWorld } from "../../../tests/support/analysis-world.ts";
import { until } from "../../../tests/support/until.ts";
import { untilSignal } from "../../../tests/support/until-signal.ts";
import { openSignalFeed, type SignalFeed } from "./signal-feed.ts";

const CHANNEL = "signals:BTCUSDT:1m";
const PATH = "/api/signals/BTCUSDT";

const one = (issuedAt: number, status = "closed") => ({ id: `BTCUSDT:1m:${issuedAt}`, issuedAt, status });

describe("signals of the page", () => {
  let world: AnalysisWorld;
  let feed: SignalFeed;
  let newest: readonly object[];
  const lastFinal = signal<number | null>(null);
  const asked = (path: string) => world.asked.filter((url) => url.startsWith(path)).length;

  beforeEach(async () => {
    world = await openAnalysisWorld();
    newest = [one(30, "active"), one(20)];
    world.answer(PATH, (query) =>
      query.has("cursor")
        ? { signals: [one(20), one(10)], cursor: null }
        : { decision: { score: newest.length }, active: newest[0], signals: newest, cursor: "older" },
    );
    world.answer("/api/signals/performance", () => ({ total: { ended: 2, losers: 1 }, groups: [] }));
    lastFinal.value = null;
    const ports = { api: world.api, stream: world.stream, visible: signal(true), lastFinal };
    feed = openSignalFeed("BTCUSDT", "1m", ports);
    await untilSignal(() => feed.answer.value !== null && feed.outcomes.value !== null);
  });
  afterEach(async () => {
    feed.close();
    await world.close();
  });

  const issued = () => feed.signals.value.map(({ issuedAt }) => issuedAt);

  it("[PAGE-37] are the decision, what runs, and what became of earlier ones with their losers", () => {
    expect(feed.decision.value).toMatchObject({ score: 2 });
    expect(feed.active.value).toMatchObject({ issuedAt: 30 });
    expect(issued()).toEqual([30, 20]);
    expect(feed.outcomes.value).toMatchObject({ ended: 2, losers: 1 });
  });

  it("[PAGE-37] go back page by page, each once", async () => {
    feed.loadOlder();
    feed.loadOlder();
    await untilSignal(() => feed.older.value === "idle" && !feed.more.value);
    expect(issued()).toEqual([30, 20, 10]);
    newest = [one(40, "active"), one(30)];
    lastFinal.value = 1;
    lastFinal.value = 2;
    await untilSignal(() => issued().length === 4);
    expect(issued()).toEqual([40, 30, 20, 10]);
  });

  it("[PAGE-36] are asked for with each final bar, and when the stream says that something happened", async () => {
    // The bar that was the newest when the page was opened is in the first answer.
    lastFinal.value = 1;
    feed.loadOlder();
    await untilSignal(() => !feed.more.value);
    expect(asked(PATH)).toBe(2);
    newest = [one(40, "active")];
    lastFinal.value = 2;
    await untilSignal(() => issued()[0] === 40);
    newest = [one(50, "active")];
    world.tell(CHANNEL, "update", { event: "issued", signal: {} });
    await untilSignal(() => issued()[0] === 50);
    await until("the outcomes to be asked for again", () => asked("/api/signals/performance") === 2);
    world.tell(CHANNEL, "snapshot", { active: null, decision: null });
    expect(asked(PATH)).toBe(4);
  });

  it("keep the last answer in view while newer ones fail, with the reason", async () => {
    world.failNext(PATH);
    feed.retry();
    await untilSignal(() => feed.error.value !== null);
    expect(feed.error.value?.message).toBe("Not now.");
    expect(issued()).toEqual([30, 20]);
  });
});
