import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { BacktestSchema } from "../../contract/rest/backtest.ts";
import { backtestNeededFrom } from "../../market/backtest/needed.ts";
import { runBacktest } from "../../market/backtest/run.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "../../market/backtest/settings.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { klineFiles, readKlines } from "../../scripts/features/kline-files.ts";
import { tradesCsv } from "../../web/state/backtest/trade-table.ts";
import { AppProcess } from "../support/app-process.ts";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.ts";
import { until } from "../support/until.ts";
import { openWatchedPage } from "../support/watched-page.ts";

const ARTIFACTS = join(ROOT, "tests/e2e/.artifacts");
const executablePath = findChromium();
const DAY_MS = 86_400_000;
const SYMBOL = "BTCUSDT";

const MarketsSchema = z.object({
  markets: z.array(z.object({ symbol: z.string(), time: z.number().nullable() })),
});

/** Strategies and terms that between them use every rule of fills. */
const CASES: readonly Partial<BacktestSettings>[] = [
  { strategy: "signals", sides: "both" },
  {
    strategy: "sma-cross",
    parameters: { fast: 5, slow: 12, stopPercent: 1, targetPercent: 2 },
    sides: "both",
  },
  { strategy: "rsi-reversion", parameters: { entry: 40 }, sizing: { kind: "risk", fraction: 0.01 } },
  {
    strategy: "donchian-breakout",
    parameters: { intrabar: 1 },
    sizing: { kind: "notional", notional: 2_500 },
  },
  { strategy: "buy-and-hold" },
];

/** Left out where there is no Chromium; in CI that is a failure. */
describe.skipIf(executablePath === undefined && process.env.CI !== "true")("the backtest page", () => {
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  let folder: string;
  /** Where the page's worker is, once it has been opened. */
  let workerUrl = "";
  /** The last whole day before the market's clock. */
  let lastDay = 0;
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
    await mkdir(ARTIFACTS, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), "wick-backtest-"));
    app = await AppProcess.start({ symbols: [SYMBOL, "ETHUSDT"] });
    const time = await until("the market's clock", async () => {
      const answer = await fetch(`${app.url}/api/prices/market`);
      const { markets } = MarketsSchema.parse(await answer.json());
      return markets.find(({ symbol }) => symbol === SYMBOL)?.time ?? undefined;
    });
    lastDay = time - (time % DAY_MS) - DAY_MS;
    browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    ({ page, complaints } = await openWatchedPage(browser));
    page.on("request", (request) => {
      if (/\/assets\/backtest-worker-[^/]+\.js$/.test(request.url())) workerUrl = request.url();
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const text = (selector: string) => page.locator(selector).first().innerText();
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const field = (label: string) => page.getByLabel(label, { exact: true });
  // A label holds its select's options too: it begins with the name.
  const choice = (label: string) =>
    page.locator(".bt-form label", { hasText: new RegExp(`^${label}`) }).locator("select");
  const run = () => page.getByRole("button", { name: "Run the backtest" });
  const head = () => text(".bt-head h2");
  const settingsOf = (terms: Partial<BacktestSettings>): BacktestSettings => ({
    ...DEFAULT_TERMS,
    symbol: SYMBOL,
    timeframe: "1h",
    strategy: "signals",
    from: lastDay - 20 * DAY_MS,
    ...terms,
  });

  it("[PAGE-2] opens from the top bar, filled in for the first market", async () => {
    await page.goto(app.url);
    await page.locator('a[href="/backtest"]').click();
    await until("the form", async () => (await choice("Market").inputValue()) === SYMBOL);
    expect(await page.title()).toBe("Backtest · Wick");
    expect(await text(".bt > .notice .notice-title")).toBe("Nothing tested yet");
    const nameless =
      await page.evaluate(`[...document.querySelectorAll("button, a, input, select")].filter((one) =>
      !(one.textContent.trim() || one.ariaLabel || one.labels?.[0]?.textContent.trim())).map((one) => one.outerHTML)`);
    expect(nameless).toEqual([]);
  });

  it("says what is wrong before anything is run", async () => {
    await choice("Strategy").selectOption("sma-cross");
    await field("Fast").fill("50");
    expect(await text(".bt-fault")).toBe("Fast must be less than slow.");
    expect(await run().isDisabled()).toBe(true);
    await field("Fast").fill("8");
    await field("Slow").fill("21");
    await until("the button", async () => await run().isEnabled());
  });

  it("[BT-4] tests a market, and offers the very trades that the server finds", async () => {
    await field("From").fill(dayOf(lastDay - 20 * DAY_MS));
    await field("To").fill(dayOf(lastDay - DAY_MS));
    await run().click();
    await until("the result", async () => /Crossing averages on BTCUSDT, 1h/.test(await head()));
    const answer = await fetch(`${app.url}/api/analysis/backtest`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ symbol: SYMBOL, timeframe: "1h", strategy: "sma-cross", parameters: { fast: 8, slow: 21 } },
        ...{ from: lastDay - 20 * DAY_MS, to: lastDay - 1 },
      }),
    });
    const { trades, metrics } = BacktestSchema.parse(await answer.json());
    expect(trades.length).toBeGreaterThan(3);
    const download = page.waitForEvent("download");
    await page.locator(".bt-trades .downloads").click();
    const saved = join(folder, "trades.csv");
    await (await download).saveAs(saved);
    expect(await readFile(saved, "utf8")).toBe(tradesCsv(trades));
    expect((await text(".bt-metrics tbody td")).replaceAll(",", "")).toBe(metrics.finalEquity.toFixed(2));
    expect(workerUrl).not.toBe("");
  });

  it("sorts the trades by any column", async () => {
    const column = () => page.locator(".bt-trades tbody td:nth-child(10)").allInnerTexts();
    const profits = async () =>
      (await column()).map((value) => Number.parseFloat(value.replace("\u2212", "-")));
    await page.getByRole("button", { name: "Sort by profit in percent" }).click();
    const shown = await profits();
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).toEqual(shown.toSorted((a, b) => b - a));
    expect(await page.locator('.bt-trades th[aria-sort="descending"]').innerText()).toContain("%");
  });

  it.each(CASES.map((terms) => [terms.strategy, terms] as const))(
    "[BT-4] %s: the same to the last digit in the Worker, the browser and from a file in Node",
    async (_name, terms) => {
      const settings = settingsOf(terms);
      const to = lastDay - 1;
      const first = backtestNeededFrom(settings, settings.from ?? 0);
      const query = `timeframe=1h&from=${first}&to=${to}&format=csv`;
      const path = `/api/features/ohlcv/${SYMBOL}?${query}`;
      // In a file as it is recorded, read as the command line reads it.
      const lines = (await (await fetch(app.url + path)).text()).trimEnd().split("\r\n").slice(1);
      const rows = lines.map((line) => {
        const [open_time, , open, high, low, close, volume] = line.split(",");
        return [open_time, open, high, low, close, volume].join(",");
      });
      const csv = join(folder, `${SYMBOL}_1h.csv`);
      await writeFile(csv, `${["open_time,open,high,low,close,volume", ...rows].join("\n")}\n`);
      const files = (await klineFiles(csv, "1h")).get(SYMBOL) ?? [];
      const here = runBacktest((await readKlines(files)).map(priceBarOf), settings);
      const curve = [...here.curve.equity];

      const { symbol, timeframe, from, ...rest } = settings;
      const answer = await fetch(`${app.url}/api/analysis/backtest`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...rest, symbol, timeframe, from, to, points: 5_000 }),
      });
      const there = BacktestSchema.parse(await answer.json());
      expect(there.fills).toEqual(here.fills);
      expect(there.trades).toEqual(here.trades);
      expect(there.curve.equity).toEqual(curve);
      expect(there.metrics).toEqual(here.metrics);

      const told = z.string().parse(
        await page.evaluate(`new Promise((resolve, reject) => {
          const worker = new Worker(${JSON.stringify(workerUrl)}, { type: "module" });
          worker.onmessage = ({ data }) => {
            if (data.kind === "failed") reject(new Error(data.message));
            if (data.kind !== "done") return;
            const { fills, trades, metrics, curve } = data.result;
            resolve(JSON.stringify({ fills, trades, metrics, curve: [...curve.equity] }));
          };
          worker.postMessage(${JSON.stringify({ origin: { kind: "address", path }, settings })});
        })`),
      );
      expect(JSON.parse(told)).toEqual(
        JSON.parse(JSON.stringify({ fills: here.fills, trades: here.trades, metrics: here.metrics, curve })),
      );
    },
  );

  it("reads a packed file of klines, and tells its timeframe by its bars", async () => {
    const bars = [...walkBars("page", "15m", Date.UTC(2024, 0, 1), 3_000)].map(priceBarOf);
    const lines = bars.map((bar) => Object.values(bar).join(","));
    const csv = ["open_time,open,high,low,close,volume", ...lines].join("\n");
    await field("Or a file of klines").setInputFiles({
      name: "XYZUSDT_15m.csv.gz",
      mimeType: "application/gzip",
      buffer: gzipSync(csv),
    });
    await run().click();
    await until("the result", async () => /on XYZUSDT, 15m/.test(await head()));
    expect(await text(".bt-head > p")).toContain("3,000 bars");
  });

  it("gives a long one up when it is told to, and keeps the last result in view", async () => {
    const bars = [...walkBars("long", "1m", Date.UTC(2024, 0, 1), 120_000)].map(priceBarOf);
    const csv = bars.map((bar) => Object.values(bar).join(",")).join("\n");
    await field("File of klines").setInputFiles({
      name: "LONGUSDT_1m.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(csv),
    });
    await choice("Strategy").selectOption("signals");
    await run().click();
    await until("it to run", async () => (await page.locator(".bt-status progress").count()) > 0);
    await page.getByRole("button", { name: "Cancel" }).click();
    await until("the button to be back", async () => await run().isVisible());
    expect(await head()).toContain("XYZUSDT");
    expect(await page.locator(".bt-status").count()).toBe(0);
  });

  it("says what is wrong with a file that has no klines", async () => {
    await field("File of klines").setInputFiles({
      name: "a.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("name,age\n"),
    });
    await run().click();
    await until("a word about it", async () =>
      /no column openTime/.test(await text(".bt > .notice .notice-text")),
    );
  });

  it.each([
    ["backtest-dark", "dark", 1440, 900],
    ["backtest-light", "light", 1280, 800],
    ["backtest-narrow", "dark", 360, 780],
  ] as const)("[PAGE-5] looks right: %s", async (name, colorScheme, width, height) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${app.url}/backtest`);
    await until("the form", async () => (await choice("Market").inputValue()) === SYMBOL);
    await field("From").fill(dayOf(lastDay - 20 * DAY_MS));
    await field("To").fill(dayOf(lastDay - DAY_MS));
    await choice("Strategy").selectOption("donchian-breakout");
    await run().click();
    await until("the chart", async () => (await page.locator(".bt-figure canvas").count()) > 0);
    await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    await page.locator(".bt-metrics").scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(ARTIFACTS, `${name}-metrics.png`) });
    const overflow = z
      .number()
      .parse(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it("left no error in the console and broke no policy", () => {
    expect(complaints).toEqual([]);
  });
});
