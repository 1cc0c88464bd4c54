import { describe, expect, it } from "vitest";
import { feedView } from "./feed-view.ts";
import type { FeedStatus } from "./wire.ts";

const status = (more: Partial<FeedStatus> = {}): FeedStatus => ({
  state: "live",
  lagMs: 84,
  source: "binance",
  ...more,
});

describe("the feed pill", () => {
  it("says live with the lag, and tells a replay from the real market", () => {
    expect(feedView("open", status())).toMatchObject({ tone: "good", label: "Live · 84 ms", stale: false });
    expect(feedView("open", status({ state: "replay", source: "replay" })).label).toBe("Replay · 84 ms");
    expect(feedView("open", status({ source: "replay" })).label).toBe("Replay · 84 ms");
  });

  it("warns of a late feed", () => {
    expect(feedView("open", status({ lagMs: 7_200 }))).toMatchObject({
      tone: "warn",
      label: "Lagging · 7.2 s",
    });
  });

  it("marks prices as stale in every state in which they may be behind", () => {
    for (const state of ["stale", "backfilling", "blocked"] as const) {
      expect(feedView("open", status({ state })).stale).toBe(true);
    }
    expect(feedView("reconnecting", status()).stale).toBe(true);
    expect(feedView("closed", status()).stale).toBe(true);
  });

  it("speaks of the page's own connection first", () => {
    expect(feedView("reconnecting", status({ state: "blocked" })).label).toBe("Reconnecting");
  });

  it("does not claim anything before the first status", () => {
    expect(feedView("open", null)).toMatchObject({ tone: "wait", label: "Connecting" });
  });
});
