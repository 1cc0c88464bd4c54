import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CAP_BITCOIN,
  CAP_XRP,
  COMPARE_BITCOIN,
  COMPARE_CHART,
  COMPARE_LIMITED,
  COMPARE_UNKNOWN,
  GECKO_BITCOIN,
  GECKO_CHART,
  GECKO_DETAILS,
  GECKO_PEPE,
  tickerText,
} from "../../tests/support/source-payloads.ts";
import { hangs, refuses, type SourceServer, sends, sourceServer } from "../../tests/support/source-server.ts";
import { requestSender } from "../feeds/binance/rest-request.ts";
import { amountText } from "./amount.ts";
import { binanceSource } from "./binance.ts";
import { coinCap } from "./coincap.ts";
import { coinGecko } from "./coingecko.ts";
import { cryptoCompare } from "./cryptocompare.ts";

const BTC = { id: "bitcoin", base: "BTC" };
const XRP = { id: "ripple", base: "XRP" };
const PEPE = { id: "pepe", base: "PEPE" };
const PATIENT_MS = 5_000;

let server: SourceServer;
beforeAll(async () => {
  server = await sourceServer(hangs);
});
afterAll(() => server.close());

const http = (headers: Record<string, string> = {}) => ({ url: server.url, headers, fetch, now: Date.now });
const gecko = () => coinGecko(http({ "x-cg-demo-api-key": "secret" }));
const ask = () => gecko().markets([BTC], PATIENT_MS);

describe("amounts", () => {
  it.each([
    ["1.2e-7", "0.00000012"],
    ["420689899999994.8", "420689899999994.8"],
    ["-0.0", "0"],
    ["-12.50", "-12.5"],
    ["2.5E3", "2500"],
    ["0.6000000000000001", "0.6000000000000001"],
    ["007", "7"],
    ["12e-2", "0.12"],
  ])("[SRC-2] %s is %s", (text, canonical) => expect(amountText(text)).toBe(canonical));

  it.each(["NaN", "Infinity", "", "1,000", "0x10", "1e400", "--1", null, 5, {}])(
    "[SRC-2] %s is none",
    (value) => expect(amountText(value)).toBeNull(),
  );
});

describe("coingecko", () => {
  it("[SRC-1] [SRC-2] tells markets with every digit that was sent", async () => {
    server.answer(sends(`[${GECKO_BITCOIN},${GECKO_PEPE}]`));
    const { value, badRows } = await gecko().markets([BTC, PEPE], PATIENT_MS);
    expect(badRows).toBe(0);
    expect(value).toMatchObject([
      {
        coin: "bitcoin",
        price: "67250.123456789012345",
        marketCap: "1325380911567100123",
        rank: 1,
        change24h: "-1200.25",
        circulatingSupply: "19712345",
      },
      { coin: "pepe", price: "0.0000078", maxSupply: null, change24h: "0.00000012" },
    ]);
    expect(server.requests.at(-1)).toMatch(/^\/api\/v3\/coins\/markets\?vs_currency=usd&ids=bitcoin%2Cpepe&/);
    expect(server.headers()).toMatchObject({ "x-cg-demo-api-key": "secret", "user-agent": "wick/0.1" });
  });

  it("[SRC-3] a bad row costs itself alone, and is counted", async () => {
    const negative = GECKO_PEPE.replace("7.8e-06", "-1");
    const foreign = GECKO_BITCOIN.replace('"bitcoin"', '"dogecoin"');
    server.answer(sends(`[${GECKO_BITCOIN},${negative},${foreign},{"id":"solana"},7]`));
    const { value, badRows } = await gecko().markets([BTC, PEPE], PATIENT_MS);
    expect([value.map(({ coin }) => coin), badRows]).toEqual([["bitcoin"], 4]);
  });

  it("[SRC-1] tells details as plain text, and nothing that is not there", async () => {
    server.answer(sends(GECKO_DETAILS));
    const { value } = (await gecko().details?.(BTC, PATIENT_MS)) ?? {};
    expect(value).toMatchObject({
      coin: "bitcoin",
      description: "Bitcoin is the first cryptocurrency.\nMore.",
      homepage: "http://www.bitcoin.org",
      image: "https://coin-images.coingecko.com/l.png",
      categories: ["Cryptocurrency", "Layer 1 (L1)"],
      allTimeHigh: "73738",
      allTimeHighAt: Date.UTC(2024, 2, 14, 7, 10, 36, 635),
    });
    server.answer(sends('{"id":"bitcoin","market_data":{},"image":{"large":"javascript:alert(1)"}}'));
    const { value: bare } = (await gecko().details?.(BTC, PATIENT_MS)) ?? {};
    expect(bare).toMatchObject({
      description: null,
      homepage: null,
      image: null,
      categories: [],
      maxSupply: null,
    });
  });

  it("[SRC-5] tells one point a day, the last of the day", async () => {
    server.answer(sends(GECKO_CHART));
    const { value } = (await gecko().chart?.(BTC, 2, PATIENT_MS)) ?? {};
    expect(value?.prices).toEqual([
      { time: 1723075200000, value: "61710.135" },
      { time: 1723161600000, value: "60900.25" },
    ]);
    expect(value?.volumes.at(-1)).toEqual({ time: 1723161600000, value: "27000000000" });
  });
});

describe("coincap", () => {
  it("[SRC-1] knows coins by ids of its own, and agrees on their base asset", async () => {
    const impostor = CAP_BITCOIN.replace('"BTC"', '"BTCX"');
    server.answer(sends(`{"data":[${CAP_XRP},${impostor}],"timestamp":1723204800000}`));
    const { value, badRows } = await coinCap(http({ authorization: "Bearer secret" })).markets(
      [BTC, XRP],
      PATIENT_MS,
    );
    expect(badRows).toBe(1);
    expect(value).toMatchObject([{ coin: "ripple", price: "0.6000000000000001", rank: 7, maxSupply: null }]);
    expect(server.requests.at(-1)).toBe("/v3/assets?ids=bitcoin%2Cxrp");
    expect(server.headers().authorization).toBe("Bearer secret");
  });

  it("[SRC-1] tells what it knows of details", async () => {
    server.answer(sends(`{"data":${CAP_BITCOIN},"timestamp":1723204800000}`));
    const { value } = (await coinCap(http()).details?.(BTC, PATIENT_MS)) ?? {};
    expect(value).toMatchObject({
      coin: "bitcoin",
      marketCap: "1325380911567.46992816258073",
      description: null,
    });
  });
});

describe("cryptocompare", () => {
  it("[SRC-1] knows coins by their base asset", async () => {
    server.answer(sends(`{"RAW":{"BTC":{"USD":${COMPARE_BITCOIN}},"XRP":{"USD":{"PRICE":0}}},"DISPLAY":{}}`));
    const { value, badRows } = await cryptoCompare(http()).markets([BTC, XRP], PATIENT_MS);
    expect(badRows).toBe(1);
    expect(value).toMatchObject([{ coin: "bitcoin", price: "67249.9", volume24h: "21253660440.319899" }]);
  });

  it("[SRC-4] its errors come with 200: one is a limit, another an unknown coin", async () => {
    server.answer(sends(COMPARE_LIMITED));
    await expect(cryptoCompare(http()).markets([BTC], PATIENT_MS)).rejects.toMatchObject({
      failure: "rate_limited",
    });
    server.answer(sends(COMPARE_UNKNOWN));
    expect(await cryptoCompare(http()).markets([BTC], PATIENT_MS)).toEqual({ value: [], badRows: 0 });
    await expect(cryptoCompare(http()).chart?.(BTC, 2, PATIENT_MS)).rejects.toMatchObject({
      failure: "not_found",
    });
  });

  it("[SRC-5] its seconds are ms", async () => {
    server.answer(sends(COMPARE_CHART));
    const { value } = (await cryptoCompare(http()).chart?.(BTC, 2, PATIENT_MS)) ?? {};
    expect(value?.prices).toEqual([
      { time: 1723075200000, value: "61710.1" },
      { time: 1723161600000, value: "60880" },
    ]);
    expect(server.requests.at(-1)).toBe("/data/v2/histoday?fsym=BTC&tsym=USD&limit=1");
  });
});

describe("binance", () => {
  const spent: number[] = [];
  const source = () =>
    binanceSource(
      requestSender({
        urls: [server.url],
        budget: {
          spend: async (weight) => void spent.push(weight),
          noteUsed: () => {},
          stop: async () => {},
        },
        fetch,
        now: Date.now,
        timeoutMs: PATIENT_MS,
      }),
    );

  it("[SRC-1] [SRC-6] finds a symbol that is not listed by halves, and spends weight for each request", async () => {
    server.answer((request, response) => {
      const symbols: string[] = JSON.parse(
        new URL(request.url ?? "", server.url).searchParams.get("symbols") ?? "[]",
      );
      const listed = !symbols.includes("PEPEUSDT");
      response.writeHead(listed ? 200 : 400, { "content-type": "application/json" });
      const rows = symbols.map((symbol) => tickerText(symbol, "4.00000200"));
      response.end(listed ? `[${rows.join(",")}]` : '{"code":-1121,"msg":"Invalid symbol."}');
    });
    const { value } = await source().markets([BTC, PEPE, XRP], PATIENT_MS);
    expect(value.map(({ coin, price }) => [coin, price])).toEqual([
      ["bitcoin", "4.000002"],
      ["ripple", "4.000002"],
    ]);
    expect(value[0]).toMatchObject({ volume24h: "15.3", change24h: "-94.999998", marketCap: null });
    expect(spent).toEqual([2, 2, 2, 2, 2]);
  });

  it("[SRC-4] a region that is refused is refused", async () => {
    server.answer(refuses(451));
    await expect(source().markets([BTC], PATIENT_MS)).rejects.toMatchObject({ failure: "refused" });
  });
});

describe("a source that misbehaves", () => {
  it.each([
    [
      "HTML",
      sends("<!doctype html><title>Just a moment...</title>", { "content-type": "text/html" }),
      "malformed",
    ],
    ["half an answer", sends('[{"id":"bitcoin"'), "malformed"],
    ["another shape", sends('{"error":"moved"}'), "malformed"],
    ["a redirect", refuses(302, { location: "http://127.0.0.1:9/" }), "malformed"],
    ["500", refuses(500), "unavailable"],
    ["a bad key", refuses(401), "refused"],
    ["a refused region", refuses(403), "refused"],
    ["no such coin", refuses(404), "not_found"],
    ["a bad request", refuses(422), "rejected"],
  ] as const)("[SRC-4] %s is told by its class", async (_name, answer, failure) => {
    server.answer(answer);
    await expect(ask()).rejects.toMatchObject({ failure });
  });

  it("[SRC-4] 429 says how long to wait", async () => {
    server.answer(refuses(429, { "retry-after": "7" }));
    await expect(ask()).rejects.toMatchObject({ failure: "rate_limited", retryAfterMs: 7_000 });
  });

  it("[SRC-4] one that hangs, or drips, has its time", async () => {
    server.answer(hangs);
    await expect(gecko().markets([BTC], 300)).rejects.toMatchObject({ failure: "timeout" });
    server.answer((_request, response) => {
      response.writeHead(200);
      response.write("[");
    });
    await expect(gecko().markets([BTC], 300)).rejects.toMatchObject({ failure: "timeout" });
  });

  it("[SRC-4] one that breaks off is unreachable", async () => {
    server.answer((_request, response) => response.destroy());
    await expect(ask()).rejects.toMatchObject({ failure: "unreachable" });
  });

  it("[SRC-4] a huge answer is left half read", async () => {
    let sent = 0;
    server.answer((_request, response) => {
      response.writeHead(200);
      const block = Buffer.alloc(1024 * 1024, 32);
      const more = () => {
        if (sent >= 64 * 1024 * 1024) return void response.end("[]");
        sent += block.length;
        if (response.write(block)) setImmediate(more);
        else response.once("drain", more);
      };
      more();
    });
    await expect(ask()).rejects.toMatchObject({ failure: "malformed" });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});
