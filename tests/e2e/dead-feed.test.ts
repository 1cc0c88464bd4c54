import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import { ExchangeProcess } from "../support/exchange-process.ts";
import { ExchangeReader } from "../support/exchange-reader.ts";
import { StreamClient } from "../support/stream-client.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { foldMinutes } from "../support/trade-fold.ts";
import { until } from "../support/until.ts";

const MINUTE = 60_000;
const SPEED = 10;
const SYMBOLS = ["BTCUSDT", "XRPUSDT"];

describe("an exchange that falls silent, and one that is gone", () => {
  let exchange: ExchangeProcess;
  let app: AppProcess;
  let api: ApiClient;
  let client: StreamClient;
  const truth = new StreamTruth();

  beforeAll(async () => {
    exchange = await ExchangeProcess.start({
      symbols: SYMBOLS,
      startAt: Date.UTC(2026, 5, 1, 9, 30, 45),
      speed: SPEED,
    });
    app = await AppProcess.start({ symbols: SYMBOLS, exchange });
    api = new ApiClient(app.url, app.key);
    client = new StreamClient("watching", app.wsUrl, truth);
    await client.connect();
    await client.subscribe(
      SYMBOLS.flatMap((symbol) => [`status:${symbol}`, `trades:${symbol}`, `bars:${symbol}:1m`]),
    );
  }, 90_000);

  afterAll(async () => {
    await client?.close();
    await app?.stop();
    await exchange?.kill();
  });

  const finals = (symbol: string) => client.log(`bars:${symbol}:1m`).finals;
  const stateOf = (symbol: string) => client.log(`status:${symbol}`).lastState;
  const minuteFinal = async (openTime: number) => {
    for (const symbol of SYMBOLS) {
      await until(
        `${symbol} at ${new Date(openTime).toISOString()}`,
        () => finals(symbol).some((bar) => Number(bar.openTime) >= openTime),
        60_000,
      );
    }
  };
  const everyState = (state: string) =>
    until(`${state} to be said`, () => SYMBOLS.every((symbol) => stateOf(symbol) === state), 60_000);

  /** Nothing is missing and nothing invented from the first final bar to the last. */
  async function expectWhole(): Promise<void> {
    const reader = new ExchangeReader(exchange.restUrl);
    for (const symbol of SYMBOLS) {
      const bars = finals(symbol);
      const [first, last] = [Number(bars[0]?.openTime), Number(bars.at(-1)?.openTime)];
      const expected = foldMinutes(await reader.trades(symbol, first, last + MINUTE - 1));
      expect(bars.length).toBe((last - first) / MINUTE + 1);
      for (const bar of bars) {
        const folded = expected.get(Number(bar.openTime));
        if (folded === undefined) expect(bar.n).toBe("0");
        else expect(bar).toMatchObject({ ...folded, revision: "0", source: "trades" });
      }
      expect(await api.metric("wick_hub_gaps_total", symbol)).toBe(0);
      expect(client.log(`trades:${symbol}`).gaps).toEqual([]);
    }
    expect(truth.violations).toEqual([]);
  }

  it("[BAR-22] says stale while sockets are open and mute, invents no bar, and fills every trade after", async () => {
    await minuteFinal(Date.UTC(2026, 5, 1, 9, 31));
    await everyState("live");
    // Two exchange minutes without a word, by socket or by REST, and no new socket either.
    await exchange.setFaults({ now: { do: "mute", forSeconds: 170 } });
    await exchange.setFaults({ now: { do: "refuse", status: 503, forSeconds: 170, scope: "both" } });
    const mutedAt = exchange.now;
    await everyState("stale");
    const known = SYMBOLS.map((symbol) => finals(symbol).length);
    await until("two minutes of silence", () => exchange.now - mutedAt > 2 * MINUTE);
    expect(SYMBOLS.map((symbol) => finals(symbol).length)).toEqual(known);
    const detailed = JSON.parse((await api.get("/health/detailed")).text);
    expect(detailed.status).toBe("degraded");
    expect((await api.get("/api/prices")).text).toContain('"state":"stale"');

    await everyState("live");
    await minuteFinal(Math.floor(exchange.now / MINUTE) * MINUTE);
    await expectWhole();
  });

  it("[BAR-40] lives through the end of the exchange's process and goes on without a hole", async () => {
    await exchange.kill();
    const diedAt = exchange.now;
    await everyState("stale");
    const known = SYMBOLS.map((symbol) => finals(symbol).length);
    await until("a minute and a half of nothing", () => exchange.now - diedAt > 1.5 * MINUTE);
    expect(SYMBOLS.map((symbol) => finals(symbol).length)).toEqual(known);
    const [bar] = await api.bars("BTCUSDT", "1m", "&limit=1");
    expect(bar?.final).toBe(false);
    await exchange.revive();
    await everyState("live");
    await minuteFinal(Math.floor(exchange.now / MINUTE) * MINUTE);
    await expectWhole();
  });
});
