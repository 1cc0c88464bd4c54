import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CoinName, SourceId } from "../../contract/market.ts";
import { type DeskWorld, openDeskWorld } from "../../tests/support/desk-world.ts";
import {
  CAP_BITCOIN,
  COMPARE_BITCOIN,
  GECKO_BITCOIN,
  GECKO_DETAILS,
  GECKO_PEPE,
} from "../../tests/support/source-payloads.ts";
import { hangs, refuses, type SourceAnswer, sends } from "../../tests/support/source-server.ts";
import { until } from "../../tests/support/until.ts";
import type { Desk } from "./desk.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BTC: CoinName = { id: "bitcoin", base: "BTC" };
const PEPE: CoinName = { id: "pepe", base: "PEPE" };
const NOPE: CoinName = { id: "nope", base: "NOPE" };

const geckoBoth = sends(`[${GECKO_BITCOIN},${GECKO_PEPE}]`);
const capBitcoin = sends(`{"data":[${CAP_BITCOIN}]}`);
const compareBitcoin = sends(`{"RAW":{"BTC":{"USD":${COMPARE_BITCOIN}}}}`);

let world: DeskWorld;
beforeEach(async () => {
  world = await openDeskWorld(NOON);
});
afterEach(() => world.close());

const sourcesOf = async (desk: Desk, coins: readonly CoinName[] = [BTC]) =>
  (await desk.markets(coins)).markets.map(({ source }) => source);

async function statusOf(desk: Desk, id: SourceId) {
  const found = (await desk.status()).sources.find(({ source }) => source === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe("fallback", () => {
  it.each([
    ["500", refuses(500), "unavailable"],
    ["429", refuses(429, { "retry-after": "30" }), "rate_limited"],
    ["HTML", sends("<html>"), "malformed"],
    ["a broken connection", ((_request, response) => response.destroy()) as SourceAnswer, "unreachable"],
  ] as const)("[SRC-10] %s leads to the next source, and is told", async (_name, answer, failure) => {
    world.gecko.answer(answer);
    world.cap.answer(capBitcoin);
    const { markets, tried } = await world.open().markets([BTC]);
    expect(markets).toMatchObject([{ coin: "bitcoin", source: "coincap", stale: false }]);
    expect(tried).toEqual([{ source: "coingecko", failure }]);
    expect(world.compare.requests).toHaveLength(0);
  });

  it("[SRC-10] a source that hangs holds the others up for four seconds", async () => {
    world.cap.answer(capBitcoin);
    const { markets, tried } = await world.open().markets([BTC]);
    expect([markets[0]?.source, tried]).toEqual(["coincap", [{ source: "coingecko", failure: "timeout" }]]);
  });

  it("[SRC-10] coins that the first source does not know, or tells badly, go to the next", async () => {
    world.gecko.answer(sends(`[${GECKO_PEPE},${GECKO_BITCOIN.replace("67250.123456789012345", "null")}]`));
    world.cap.answer(sends('{"data":[]}'));
    world.compare.answer(compareBitcoin);
    const desk = world.open();
    expect(await sourcesOf(desk, [BTC, PEPE])).toEqual(["cryptocompare", "coingecko"]);
    expect((await statusOf(desk, "coingecko")).counts.badRows).toBe(1);
  });

  it("[SRC-11] with no source there is no market, and no one waits", async () => {
    const desk = world.open({ MARKET_SOURCES: "" });
    expect(await desk.markets([BTC])).toEqual({ markets: [], tried: [] });
    expect((await desk.status()).sources.map(({ unused }) => unused)).toEqual(Array(4).fill("not_listed"));
  });

  it("[SRC-11] coincap without a key is not asked, and says why", async () => {
    world.gecko.answer(refuses(500));
    world.compare.answer(compareBitcoin);
    const desk = world.open({ COINCAP_API_KEY: "" });
    expect(await sourcesOf(desk)).toEqual(["cryptocompare"]);
    expect(await statusOf(desk, "coincap")).toMatchObject({ unused: "needs_key", reachable: null });
    expect(world.cap.requests).toHaveLength(0);
  });

  it("[SRC-12] details come from the first source that has them, and are kept for an hour", async () => {
    world.gecko.answer(refuses(404));
    world.cap.answer(sends(`{"data":${CAP_BITCOIN}}`));
    const desk = world.open();
    const [first, second] = await Promise.all([desk.details(BTC), desk.details(BTC)]);
    expect(first).toMatchObject({ value: { source: "coincap", rank: 1 }, tried: [{ failure: "not_found" }] });
    expect(second).toEqual(first);
    expect(world.cap.requests).toHaveLength(1);
    world.pass(2 * HOUR);
    world.gecko.answer(sends(GECKO_DETAILS));
    expect((await desk.details(BTC)).value).toMatchObject({ source: "coingecko", genesis: "2009-01-03" });
  });

  it("[SRC-12] a chart that nobody has is not asked for again for a minute", async () => {
    for (const server of [world.gecko, world.cap, world.compare]) server.answer(refuses(503));
    const desk = world.open();
    const { value, tried } = await desk.chart(BTC, 30);
    expect([value, tried.length]).toEqual([null, 3]);
    expect((await desk.chart(BTC, 31)).tried).toEqual(tried);
    expect(world.gecko.requests).toHaveLength(1);
    world.pass(61_000);
    world.gecko.answer(sends('{"prices":[[1723075200000,1.5]],"total_volumes":[]}'));
    expect((await desk.chart(BTC, 30)).value?.prices).toEqual([{ time: 1723075200000, value: "1.5" }]);
  });
});

describe("strangers", () => {
  const months = sends(
    JSON.stringify({
      prices: Array.from({ length: 40 }, (_, day) => [Date.UTC(2026, 9, 1) + day * 24 * HOUR, day + 1]),
      total_volumes: [],
    }),
  );

  it("[SRC-12] a chart of any length is one request", async () => {
    world.gecko.answer(months);
    const desk = world.open();
    const [all, ten, one] = await Promise.all([365, 10, 1].map((days) => desk.chart(PEPE, days)));
    expect([all, ten, one].map((chart) => chart?.value?.prices.length)).toEqual([40, 10, 1]);
    expect(one?.value?.prices[0]?.value).toBe("40");
    expect(world.gecko.requests).toHaveLength(1);
    expect(world.gecko.requests[0]).toContain("days=365");
  });

  it("[SRC-34] charts of a thousand coins, asked for all day, leave the markets their requests", async () => {
    world.gecko.answer((request, response) =>
      (request.url?.includes("market_chart") ? months : geckoBoth)(request, response),
    );
    for (const server of [world.cap, world.compare]) server.answer(refuses(404));
    const desk = world.open();
    const sources: (SourceId | undefined)[] = [];
    // Twelve hours are left of the day: 144 rounds of markets.
    for (let round = 0; round < 143; round += 1) {
      for (let number = 0; number < 7; number += 1) {
        await desk.chart({ id: `coin-${round}-${number}`, base: "C" }, 365);
      }
      sources.push((await desk.markets([BTC])).markets[0]?.source);
      await world.settled();
      world.pass(5 * MINUTE + 1);
    }
    expect(new Set(sources)).toEqual(new Set(["coingecko"]));
    expect(world.gecko.requests.filter((url) => url.includes("/coins/markets"))).toHaveLength(143);
    expect(world.gecko.requests.length).toBeGreaterThan(150);
  });
});

describe("the breaker", () => {
  it("[SRC-20] opens after three failures in a row, lets one through after a minute, closes when that is good", async () => {
    world.gecko.answer(refuses(500));
    world.cap.answer(capBitcoin);
    const desk = world.open();
    for (let round = 0; round < 5; round += 1) {
      expect(await sourcesOf(desk)).toEqual(["coincap"]);
      world.pass(6 * MINUTE);
      await desk.markets([BTC]);
      await world.settled();
      if ((await statusOf(desk, "coingecko")).breaker.failures === 3) break;
    }
    expect((await statusOf(desk, "coingecko")).breaker).toMatchObject({ state: "open", failures: 3 });
    const asked = world.gecko.requests.length;
    expect((await desk.details(BTC)).tried[0]).toEqual({ source: "coingecko", failure: "breaker_open" });
    expect(world.gecko.requests).toHaveLength(asked);

    world.pass(MINUTE);
    expect((await statusOf(desk, "coingecko")).breaker.state).toBe("half_open");
    world.gecko.answer(sends(GECKO_DETAILS));
    const [probe, other] = await Promise.all([desk.details(BTC), desk.details(PEPE)]);
    expect([probe.value?.source, other.tried[0]?.failure]).toEqual(["coingecko", "breaker_open"]);
    expect((await statusOf(desk, "coingecko")).breaker).toMatchObject({ state: "closed", failures: 0 });
  });

  it("[SRC-21] a refused key or region is left alone for half an hour at once, through an eviction too", async () => {
    world.gecko.answer(refuses(403));
    world.cap.answer(capBitcoin);
    await world.open().markets([BTC]);
    const evicted = world.open();
    world.pass(29 * MINUTE);
    expect((await statusOf(evicted, "coingecko")).breaker.state).toBe("open");
    world.pass(2 * MINUTE);
    expect((await statusOf(evicted, "coingecko")).breaker.state).toBe("half_open");
  });

  it("[SRC-22] Retry-After is obeyed, and is no breakdown", async () => {
    world.gecko.answer(refuses(429, { "retry-after": "120" }));
    world.cap.answer(sends(`{"data":${CAP_BITCOIN}}`));
    const desk = world.open();
    await desk.details(BTC);
    world.pass(MINUTE);
    expect((await desk.details(PEPE)).tried[0]).toEqual({ source: "coingecko", failure: "rate_limited" });
    expect(world.gecko.requests).toHaveLength(1);
    expect(await statusOf(desk, "coingecko")).toMatchObject({
      breaker: { state: "closed", failures: 0 },
      counts: { requests: 1, failures: 1, rateLimited: 1 },
    });
    world.pass(MINUTE + 1_000);
    world.gecko.answer(sends(GECKO_DETAILS));
    expect((await desk.details(NOPE)).value?.source).toBe("coingecko");
  });
});

describe("budgets", () => {
  it("[SRC-30] a minute's budget is never passed, also by desks that were evicted, and comes back", async () => {
    world.gecko.answer(sends(GECKO_DETAILS));
    for (const server of [world.cap, world.compare]) server.answer(refuses(503));
    for (let number = 0; number < 8; number += 1) {
      await world.open().details({ id: `coin-${number}`, base: `C${number}` });
    }
    // Without a key it is five a minute.
    expect(world.gecko.requests).toHaveLength(5);
    const [minute, day] = (await statusOf(world.open(), "coingecko")).budget;
    expect(minute).toEqual({ window: "minute", limit: 5, used: 5, remaining: 0, resetsAt: NOON + MINUTE });
    expect(day).toMatchObject({ window: "day", used: 5, limit: 330 });
    world.pass(MINUTE);
    expect((await world.open().details(BTC)).value?.source).toBe("coingecko");
  });

  it("[SRC-31] counting anew leaves what was spent, and is itself told", async () => {
    world.gecko.answer(geckoBoth);
    const desk = world.open();
    await desk.markets([BTC, PEPE]);
    world.pass(1_000);
    await desk.resetStats();
    const status = await statusOf(desk, "coingecko");
    expect([status.counts.requests, status.budget[0]?.used]).toEqual([0, 1]);
    expect((await desk.status()).batching).toMatchObject({ asked: 0, rounds: 0 });
    expect((await world.open().status()).countedSince).toBeGreaterThanOrEqual(NOON + 1_000);
  });
});

describe("asking little", () => {
  it("[SRC-40] coins wanted at the same time are one request; a coin under way is joined", async () => {
    world.gecko.answer(geckoBoth);
    const desk = world.open();
    const answers = await Promise.all([desk.markets([BTC]), desk.markets([PEPE]), desk.markets([BTC, PEPE])]);
    expect(answers.map(({ markets }) => markets.map(({ coin }) => coin))).toEqual([
      ["bitcoin"],
      ["pepe"],
      ["bitcoin", "pepe"],
    ]);
    expect(world.gecko.requests).toHaveLength(1);
    expect((await desk.status()).batching).toMatchObject({
      asked: 4,
      joined: 2,
      rounds: 1,
      roundCoins: 2,
      largestRound: 2,
    });
  });

  it("[SRC-41] a market is fresh for nearly five minutes, also after an eviction; then it is served stale and renewed", async () => {
    world.gecko.answer(geckoBoth);
    await world.open().markets([BTC, PEPE]);
    world.pass(4 * MINUTE);
    const desk = world.open();
    await desk.markets([BTC, PEPE]);
    expect(world.gecko.requests).toHaveLength(1);

    world.pass(2 * MINUTE);
    world.gecko.answer(hangs);
    const { markets } = await desk.markets([BTC]);
    expect(markets).toMatchObject([{ coin: "bitcoin", stale: true, price: "67250.123456789012345" }]);
    await until("the renewal asks", () => world.gecko.requests.length === 2);
    world.cap.answer(capBitcoin);
    await world.settled();
    expect((await desk.keptMarkets([BTC]))[0]).toMatchObject({ source: "coincap", stale: false });
  });

  it("[SRC-42] with every source down, what is kept is served, however old, and says so", async () => {
    world.gecko.answer(geckoBoth);
    const desk = world.open();
    await desk.markets([BTC]);
    world.pass(26 * HOUR);
    for (const server of [world.gecko, world.cap, world.compare]) server.answer(refuses(503));
    const { markets, tried } = await desk.markets([BTC]);
    expect(markets).toMatchObject([{ source: "coingecko", stale: true }]);
    expect(markets[0]?.asOf).toBeLessThan(NOON + MINUTE);
    expect(tried.map(({ failure }) => failure)).toEqual(["unavailable", "unavailable", "unavailable"]);
  });

  it("[SRC-43] a coin that nobody knows is asked for once an hour", async () => {
    world.gecko.answer(sends("[]"));
    world.cap.answer(sends('{"data":[]}'));
    world.compare.answer(sends('{"RAW":{}}'));
    const desk = world.open();
    for (let minute = 0; minute < 50; minute += 10) {
      expect((await desk.markets([NOPE])).markets).toEqual([]);
      world.pass(10 * MINUTE);
    }
    expect(world.gecko.requests).toHaveLength(1);
    expect((await desk.status()).batching.knownMissing).toBe(4);
    world.pass(11 * MINUTE);
    await desk.markets([NOPE]);
    expect(world.gecko.requests).toHaveLength(2);
  });

  it("[SRC-43] a coin that nobody could tell, since all failed, is left alone for 15 s", async () => {
    for (const server of [world.gecko, world.cap, world.compare]) server.answer(refuses(503));
    const desk = world.open();
    await desk.markets([BTC]);
    await desk.markets([BTC]);
    expect(world.gecko.requests).toHaveLength(1);
    world.pass(16_000);
    world.gecko.answer(geckoBoth);
    expect(await sourcesOf(desk)).toEqual(["coingecko"]);
  });
});
