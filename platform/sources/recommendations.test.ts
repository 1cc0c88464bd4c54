import { expect, test } from "vitest";
import type { DeskStatus, SourceStatus } from "../../contract/market.ts";
import { NO_COUNTS } from "./gate.ts";
import { recommendationsOf } from "./recommendations.ts";

const calm: SourceStatus = {
  source: "coingecko",
  order: 0,
  unused: null,
  keyed: false,
  reachable: true,
  latencyMs: 80,
  lastOkAt: 1,
  lastFailureAt: null,
  lastFailure: null,
  breaker: { state: "closed", failures: 0, retryAt: null },
  waitUntil: null,
  budget: [{ window: "day", limit: 330, used: 10, remaining: 320, resetsAt: 0 }],
  counts: { ...NO_COUNTS, requests: 10 },
};
const desk = (...sources: SourceStatus[]): DeskStatus => ({
  now: 0,
  countedSince: 0,
  sources,
  batching: {
    asked: 0,
    servedFresh: 0,
    servedStale: 0,
    joined: 0,
    rounds: 0,
    roundCoins: 0,
    largestRound: 0,
    knownMissing: 0,
  },
  kept: 0,
  oldestAsOf: null,
});
const weight = { limit1m: 6_000, used1m: 100, leased1m: 40, stoppedForMs: 0, rateLimited: 0, banned: 0 };
const texts = (...args: Parameters<typeof recommendationsOf>) =>
  recommendationsOf(...args).map(({ text }) => text);

test("[SRC-72] where nothing is wrong nothing is invented", () => {
  expect(texts(desk(calm), weight)).toEqual(["Nothing to change: every source is within its budget."]);
  expect(texts(desk(), null)).toEqual([
    "No outside source is used: prices come from our own hubs. Name some in MARKET_SOURCES.",
  ]);
});

test("[SRC-72] each line follows from a count", () => {
  const spent = {
    window: "day",
    limit: 330,
    used: 330,
    remaining: 0,
    resetsAt: Date.UTC(2026, 10, 22),
  } as const;
  expect(
    texts(
      desk({
        ...calm,
        budget: [spent],
        counts: { requests: 20, failures: 9, rateLimited: 4, timeouts: 5, badRows: 2 },
        lastFailure: "timeout",
        breaker: { state: "open", failures: 3, retryAt: 9 },
      }),
      { ...weight, used1m: 5_000, banned: 1, stoppedForMs: 1_500 },
    ),
  ).toEqual([
    "The day's budget of coingecko is spent (330 of 330) until 2026-11-22T00:00:00.000Z.",
    "coingecko answered 429 to 4 of 20 requests: a key (COINGECKO_API_KEY) allows more.",
    "coingecko is left alone after 3 failures in a row (last: timeout).",
    "5 of 20 requests to coingecko timed out: try it later in the order.",
    "coingecko sent 2 rows that made no sense; they were left out.",
    "The exchange told this address to stop for 2 s.",
    "The exchange has banned this address 1 times (418): lower what else uses it.",
    "5000 of 6000 request weight is used this minute; backfills wait for the next.",
  ]);
});

test("[SRC-72] a source without its key, and one that nobody reaches, are told", () => {
  const keyless: SourceStatus = { ...calm, source: "coincap", order: null, unused: "needs_key" };
  const dead: SourceStatus = { ...calm, reachable: false };
  expect(texts(desk(dead, keyless), null)).toEqual([
    "coincap is listed but answers nobody without a key: set COINCAP_API_KEY.",
    "No outside source answers: check that this address may reach them.",
  ]);
});
