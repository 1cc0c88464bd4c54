import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "../../scripts/app/root.ts";
import { AppProcess } from "../support/app-process.ts";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.ts";
import { CuttableProxy } from "../support/cuttable-proxy.ts";
import { PageEar } from "../support/page-ear.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { until } from "../support/until.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "LTCUSDT", "BNBUSDT", "ADAUSDT", "DOGEUSDT"];
const ARTIFACTS = join(ROOT, "tests/e2e/.artifacts");
const executablePath = findChromium();
/** What the browser itself writes of connections that the cut broke, some of them when they are used the next time. */
const BROKEN_CONNECTION = /net::ERR_(CONNECTION|SOCKET|EMPTY|INTERNET)|WebSocket connection/;

/** Left out where there is no Chromium; in CI that is a failure. */
describe.skipIf(executablePath === undefined && process.env.CI !== "true")("the page in a browser", () => {
  let app: AppProcess;
  let proxy: CuttableProxy;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let ear: PageEar;
  /** What the browser complained about: errors, refused scripts, broken promises. */
  const complaints: string[] = [];
  const truth = new StreamTruth();
  let base: string;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
    await mkdir(ARTIFACTS, { recursive: true });
    app = await AppProcess.start({ symbols: SYMBOLS, env: { REPLAY_RATE: "3" } });
    proxy = await CuttableProxy.to(Number(new URL(app.url).port));
    base = `http://127.0.0.1:${proxy.port}`;
    browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
    page = await context.newPage();
    page.on("console", (message) => {
      // That an unknown symbol is a 404 is the browser's own remark, on the link that is tried below and what is asked for it.
      if (message.location().url.includes("NOSUCHUSDT")) return;
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    ear = new PageEar(page, truth);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await app?.stop();
  });

  const text = (selector: string) => page.locator(selector).first().innerText();
  const legendMoves = async (what: string) => {
    const before = await until(`a bar of ${what}`, async () => (await text(".legend")) || undefined);
    await until(`the bar of ${what} to move`, async () => (await text(".legend")) !== before);
  };

  it("shows every market with a price within seconds, and says that it is a replay", async () => {
    await page.goto(base);
    await until("eight markets", async () => (await page.locator(".market-row").count()) === SYMBOLS.length);
    await until("a price for each", async () => {
      const prices = await page.locator(".market-row .market-price").allInnerTexts();
      return prices.length === SYMBOLS.length && prices.every((price) => /\d/.test(price));
    });
    await until("the word of the replay", async () => /replay market/i.test(await text(".desk")));
    const before = await page.locator(".market-row .market-price").allInnerTexts();
    const moved = new Set<number>();
    // All of them in a while; a coarse price like XRP's may stand for long, and its candle is looked at below.
    await until("the prices to move", async () => {
      const now = await page.locator(".market-row .market-price").allInnerTexts();
      for (const [index, price] of now.entries()) if (price !== before[index]) moved.add(index);
      return moved.size >= SYMBOLS.length - 3;
    });
  });

  it.each(SYMBOLS)("shows a candle of %s that moves with the trades", async (symbol) => {
    await page.locator(`.market-row[href^="/s/${symbol}"]`).click();
    await until("the address", () => new URL(page.url()).pathname === `/s/${symbol}`);
    await until("the headline", async () => (await text("h1")).startsWith(symbol.replace("USDT", "")));
    await legendMoves(symbol);
    expect(await page.locator(".candles canvas, .chart-figure canvas").count()).toBeGreaterThan(0);
    await until("trades on the tape", async () => (await page.locator(".tape-row").count()) > 3);
  });

  it("switches the timeframe and keeps it in the address", async () => {
    for (const timeframe of ["5m", "1h", "1d", "1m"]) {
      await page.locator(".timeframes button", { hasText: new RegExp(`^${timeframe}$`) }).click();
      await until("the address", () => new URL(page.url()).searchParams.get("tf") === timeframe);
      const pressed = page.locator('.timeframes button[aria-pressed="true"]');
      expect(await pressed.allInnerTexts()).toEqual([timeframe]);
      await legendMoves(timeframe);
    }
    await until("words for those who cannot see the chart", async () =>
      (await page.locator("figcaption").textContent())?.includes("1m bars"),
    );
  });

  it("opens a deep link where it points, and an unknown one with a way back", async () => {
    await page.goto(`${base}/s/ethusdt?tf=15m`);
    await until("ETH", async () => (await text("h1")).startsWith("ETH"));
    await until("15m", async () => (await text('.timeframes button[aria-pressed="true"]')) === "15m");
    await legendMoves("ETH, 15m");
    await page.goto(`${base}/s/NOSUCHUSDT`);
    await until("a word about it", async () => /no such|unknown|not/i.test(await text("main")));
    await page.goto(`${base}/s/BTCUSDT?tf=1m`);
    await legendMoves("BTC");
  });

  it("says when it is cut off, comes back by itself and resumes without a hole", async () => {
    await until("trades of BTC", () => (ear.channels.get("trades:BTCUSDT")?.log.length ?? 0) > 5);
    expect(complaints).toEqual([]);
    const sockets = ear.sockets;
    const snapshots = ear.channels.get("trades:BTCUSDT")?.snapshots;
    const heard = ear.channels.get("trades:BTCUSDT")?.seq ?? 0;
    ear.resumed.clear();
    proxy.cut();
    await until("the page to say so", async () => /reconnecting|offline/i.test(await text(".pill.feed")));
    await page.screenshot({ path: join(ARTIFACTS, "cut-off.png") });
    proxy.mend();
    await until(
      "the page to be live again",
      async () => /replay|live/i.test(await text(".pill.feed")),
      60_000,
    );
    await until("trades after that", () => (ear.channels.get("trades:BTCUSDT")?.seq ?? 0) > heard + 5);
    expect(ear.sockets).toBeGreaterThan(sockets);
    expect(ear.resumed.get("trades:BTCUSDT")).toBeGreaterThanOrEqual(heard);
    expect(ear.channels.get("trades:BTCUSDT")?.snapshots).toBe(snapshots);
    expect(truth.violations).toEqual([]);
    expect(complaints.filter((text) => !BROKEN_CONNECTION.test(text))).toEqual([]);
  });

  it.each([
    ["dark", "dark", 1440, 900],
    ["light", "light", 1440, 900],
    ["narrow", "dark", 390, 844],
    ["narrow-light", "light", 390, 844],
  ] as const)("looks right: %s", async (name, colorScheme, width, height) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${base}/s/BTCUSDT?tf=1m`);
    await legendMoves("BTC");
    await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    // Read in the page, handed over as text: these tests are typed without the DOM.
    const look = z.object({ overflow: z.number(), below: z.number(), background: z.array(z.number()) }).parse(
      await page.evaluate(`({
        overflow: document.documentElement.scrollWidth - innerWidth,
        below: document.documentElement.scrollHeight - innerHeight,
        background: getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number),
      })`),
    );
    expect(look.overflow).toBeLessThanOrEqual(0);
    // The desk fills the window; what does not fit scrolls within its part of it.
    expect(look.below).toBeLessThanOrEqual(0);
    const brightness = look.background.reduce((sum, part) => sum + part, 0) / 3;
    if (colorScheme === "dark") expect(brightness).toBeLessThan(80);
    else expect(brightness).toBeGreaterThan(200);
  });

  it("reads its API documentation without a complaint either", async () => {
    for (const path of ["/docs", "/redoc"]) {
      await page.goto(`${base}${path}`);
      await until(
        `${path} to list the routes`,
        async () =>
          (await page.locator("body").innerText()).includes("/api/symbols") ||
          /prices|symbols/i.test(await page.locator("#docs").innerText()),
      );
    }
  });

  it("left no error in the console and broke no policy", () => {
    expect(complaints.filter((text) => !BROKEN_CONNECTION.test(text))).toEqual([]);
    expect(truth.violations).toEqual([]);
  });
});
