import { describe, expect, it } from "vitest";
import { parseFrame } from "./frames.ts";

const TRADE =
  '{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","a":15683430,"p":"0.35280000","q":"58.00000000","f":19862790,"l":19862790,"T":1633998523963,"m":false,"M":true}';
const KLINE =
  '{"e":"kline","E":1633998523963,"s":"NKNUSDT","k":{"t":1633998480000,"T":1633998539999,"s":"NKNUSDT","i":"1m","f":19862761,"L":19862790,"o":"0.35270000","c":"0.35280000","h":"0.35280000","l":"0.35220000","v":"25877.00000000","n":30,"x":false,"q":"9116.04600000","V":"58.00000000","Q":"20.46240000","B":"0"}}';
const TICKER =
  '{"e":"24hrTicker","E":1516135684559,"s":"NKNUSDT","p":"-0.00271700","P":"-2.875","w":"0.09158373","x":"0.09448900","c":"0.09177200","Q":"0.06100000","b":"0.09155300","B":"1.75300000","a":"0.09177200","A":"1.83900000","o":"0.09448900","h":"0.09575800","l":"0.08100000","v":"287542.79200000","q":"26334.24227973","O":1516049284557,"C":1516135684557,"F":21702040,"L":22120714,"n":418675}';

const parse = (text: string) => parseFrame(text, "NKNUSDT");

describe("a frame of the socket", () => {
  it.each([TRADE, KLINE, TICKER])("[FEED-2] means the same raw and wrapped: %s", (raw) => {
    expect(parse(`{"stream":"nknusdt@any","data":${raw}}`)).toEqual(parse(raw));
    expect(parse(raw).kind).toMatch(/trade|kline|ticker/);
  });

  it.each([
    '{"result":null,"id":1}',
    '{"stream":"nknusdt@bookTicker","data":{"u":400900217,"s":"NKNUSDT","b":"1","B":"1","a":"1","A":"1"}}',
    '{"e":"trade","E":1672515782136,"s":"NKNUSDT","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true}',
    '{"stream":"!ticker@arr","data":[]}',
    "[]",
  ])("[FEED-2] is ignored when it is not what was asked for: %s", (text) => {
    expect(parse(text)).toEqual({ kind: "ignored" });
  });

  it.each([
    '{"e":"serverShutdown","E":1770123456789}',
    '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}',
  ])("[FEED-12] tells a shutdown: %s", (text) => {
    expect(parse(text)).toEqual({ kind: "shutdown" });
  });

  it.each([
    ["text that is not JSON", '{"e":"aggTra'],
    ["nothing", ""],
    ["a bare value", "null"],
    ["a wrapper without an object", '{"stream":"nknusdt@aggTrade","data":7}'],
    ["a trade of another symbol", TRADE.replace("NKNUSDT", "BTCUSDT")],
    ["a kline of another symbol", KLINE.replace("NKNUSDT", "BTCUSDT")],
    ["a ticker of another symbol", TICKER.replace("NKNUSDT", "BTCUSDT")],
    ["a trade at price zero", TRADE.replace("0.35280000", "0.00000000")],
    ["a trade with a number for a price", TRADE.replace('"0.35280000"', "0.3528")],
    ["a trade without an id", TRADE.replace('"a":15683430,', "")],
    ["a trade whose ids run backwards", TRADE.replace('"l":19862790', '"l":19862789')],
    ["a kline off the grid", KLINE.replace("1633998480000", "1633998480001")],
    ["a kline of an unknown interval", KLINE.replace('"1m"', '"7m"')],
    ["a kline without a volume", KLINE.replace('"v":"25877.00000000",', "")],
    ["a ticker with a word for a price", TICKER.replace('"0.09177200"', '"dear"')],
  ])("[FEED-3] is told as bad, not thrown, when it is %s", (_name, text) => {
    expect(parse(text).kind).toBe("bad");
  });

  it("[FEED-5] gives a kline without trades null ids", () => {
    const quiet = KLINE.replace("19862761", "-1").replace("19862790", "-1");
    expect(parse(quiet)).toMatchObject({ kind: "kline", kline: { firstId: null, lastId: null } });
  });

  it("[FEED-5] reads a recorded kline, in microseconds too", () => {
    const expected = {
      kind: "kline",
      eventTime: 1633998523963,
      kline: {
        timeframe: "1m",
        openTime: 1633998480000,
        open: "0.3527",
        high: "0.3528",
        low: "0.3522",
        close: "0.3528",
        volume: "25877",
        quoteVolume: "9116.046",
        n: 30,
        takerBuyVolume: "58",
        takerBuyQuoteVolume: "20.4624",
        firstId: 19862761,
        lastId: 19862790,
        closed: false,
      },
    };
    expect(parse(KLINE)).toEqual(expected);
    const micro = KLINE.replace(/(1633998\d{6})/g, "$1000");
    expect(micro).not.toBe(KLINE);
    expect(parse(micro)).toEqual(expected);
  });

  it("[FEED-6] keeps the sign of a change and drops that of zero", () => {
    expect(parse(TICKER)).toMatchObject({
      lastTradeId: 22120714,
      ticker: { time: 1516135684559, last: "0.091772", change: "-0.002717", changePercent: "-2.875" },
    });
    expect(parse(TICKER.replace("-2.875", "-0.000"))).toMatchObject({ ticker: { changePercent: "0" } });
  });
});
