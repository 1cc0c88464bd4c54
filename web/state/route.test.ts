import { describe, expect, it } from "vitest";
import { coinPath, OPERATIONS_PATH, parseRoute, symbolPath } from "./route.ts";

describe("addresses", () => {
  it("open a symbol and a timeframe, in any case and with a trailing slash", () => {
    expect(parseRoute("/s/BTCUSDT", "?tf=15m")).toEqual({
      page: "symbol",
      symbol: "BTCUSDT",
      timeframe: "15m",
    });
    expect(parseRoute("/s/btcusdt/", "")).toEqual({ page: "symbol", symbol: "BTCUSDT", timeframe: "1m" });
  });

  it("fall back to 1m for a timeframe that does not exist", () => {
    expect(parseRoute("/s/BTCUSDT", "?tf=7m")).toMatchObject({ timeframe: "1m" });
    expect(parseRoute("/s/BTCUSDT", "?tf=constructor")).toMatchObject({ timeframe: "1m" });
  });

  it("tell the first page and a lost one apart", () => {
    expect(parseRoute("/", "?tf=1h")).toEqual({ page: "home", timeframe: "1h" });
    expect(parseRoute("/nowhere", "")).toEqual({ page: "lost", path: "/nowhere" });
    expect(parseRoute("/s/", "")).toMatchObject({ page: "lost" });
    expect(parseRoute("/s/BTC-USDT", "")).toMatchObject({ page: "lost" });
  });

  it("[PAGE-10] open a coin by its base asset, its id or a symbol, in any case", () => {
    for (const path of ["/coins/BTC", "/coins/btc/", "/coins/bitcoin"]) {
      expect(parseRoute(path, "")).toEqual({ page: "coin", coin: "BTC" });
    }
    expect(parseRoute("/coins/the-open-network", "")).toEqual({ page: "coin", coin: "TON" });
    expect(parseRoute("/coins/BTCUSDT", "")).toEqual({ page: "coin", coin: "BTCUSDT" });
    expect(parseRoute("/coins/", "")).toMatchObject({ page: "lost" });
    expect(parseRoute("/coins/a/b", "")).toMatchObject({ page: "lost" });
    expect(parseRoute(coinPath("ETH"), "")).toEqual({ page: "coin", coin: "ETH" });
  });

  it("open the operations page", () => {
    expect(parseRoute(OPERATIONS_PATH, "")).toEqual({ page: "operations" });
    expect(parseRoute("/operations/", "?x=1")).toEqual({ page: "operations" });
  });

  it("[FC-143] open the forecasts page", () => {
    expect(parseRoute("/forecasts", "?symbol=BTCUSDT")).toEqual({ page: "forecasts" });
    expect(parseRoute("/forecasts/", "")).toEqual({ page: "forecasts" });
  });

  it("read back what they write", () => {
    const url = new URL(symbolPath("ETHUSDT", "4h"), "http://wick");
    expect(parseRoute(url.pathname, url.search)).toEqual({
      page: "symbol",
      symbol: "ETHUSDT",
      timeframe: "4h",
    });
  });

  it("[PAGE-33] carry the indicators of a chart", () => {
    const url = new URL(symbolPath("ETHUSDT", "4h", "ema(21),macd(12,26,9)"), "http://wick");
    expect(parseRoute(url.pathname, url.search)).toMatchObject({ indicators: "ema(21),macd(12,26,9)" });
    expect(parseRoute("/", "?ind=obv")).toMatchObject({ page: "home", indicators: "obv" });
  });
});
