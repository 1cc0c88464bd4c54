import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { IndicatorPageSchema } from "../../contract/rest/indicators.ts";
import { DetectionListSchema } from "../../contract/rest/patterns.ts";
import { SignalListSchema, SymbolSignalsSchema } from "../../contract/rest/signals.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { formatDecimal } from "../../web/format/decimal.ts";
import { formatShort } from "../../web/format/short.ts";
import { AppProcess } from "../support/app-process.ts";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.ts";
import { ExchangeProcess } from "../support/exchange-process.ts";
import { until } from "../support/until.ts";
import { openWatchedPage } from "../support/watched-page.ts";

const SYMBOLS = ["BTCUSDT", "SOLUSDT", "ETHUSDT", "XRPUSDT"];
const ARTIFACTS = join(ROOT, "tests/e2e/.artifacts");
const executablePath = findChromium();

/**
 * The desk's analysis in a browser, against the whole app and a market that runs sixty times as fast as the clock, so
 * that signals are issued and end while the tests run. Left out where there is no Chromium; in CI that is a failure.
 */
describe.skipIf(executablePath === undefined && process.env.CI !== "true")("the desk's analysis", () => {
  let exchange: ExchangeProcess;
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
    await mkdir(ARTIFACTS, { recursive: true });
    const startAt = Date.UTC(2026, 0, 10, 0, 40);
    exchange = await ExchangeProcess.start({ symbols: SYMBOLS, startAt, speed: 60, rate: 0.2 });
    app = await AppProcess.start({ symbols: SYMBOLS, exchange, env: { MARKET_SOURCES: "" } });
    browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    ({ page, complaints } = await openWatchedPage(browser, { timezoneId: "UTC" }));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await exchange?.kill();
  });

  const text = (selector: string) => page.locator(selector).first().innerText();
  const count = (selector: string) => page.locator(selector).count();
  async function ask<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await fetch(`${app.url}${path}`);
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }
  const open = async (symbol: string, query: string) => {
    await page.goto(`${app.url}/s/${symbol}?${query}`);
    await until("the chart", async () => (await count(".chart-figure canvas")) > 0);
    await until("a bar", async () => (await text(".legend")) !== "");
  };
  const indicators = () => new URL(page.url()).searchParams.get("ind") ?? "";
  const barTime = (told: string) => Date.parse(`${told.replace(" ", "T")}Z`);
  /** Points at a place across the chart, in parts of its width. @returns open time of the bar there. */
  const pointAt = async (part: number): Promise<number> => {
    const box = await page.locator(".chart-figure").boundingBox();
    if (box === null) throw new Error("no chart");
    await page.mouse.move(box.x + (box.width - 80) * part, box.y + box.height * 0.45);
    // The canvas tells of the pointer with its next frame.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    return barTime(await text(".legend time"));
  };

  it("[PAGE-32] puts an indicator on the chart by keyboard alone", async () => {
    await open("BTCUSDT", "tf=1h");
    await page.locator("body").press("i");
    await until("the list", async () => (await count('[role="option"]')) > 40);
    await page.keyboard.type("relative strength");
    await until("the one", async () =>
      /relative strength/i.test(await text('[aria-selected="true"][role="option"]')),
    );
    await page.keyboard.press("Enter");
    await until("the address", () => indicators() === "rsi(14)");
    await page.locator(".parameter-form input").first().fill("7");
    await page.keyboard.press("Enter");
    await until("another one", () => indicators() === "rsi(14),rsi(7)");
    await page.keyboard.press("Escape");
    await until("the list to close", async () => (await count("dialog.picker")) === 0);
    await until("both in the legend", async () => (await count("[data-indicator] .indicator-value")) === 2);
  });

  it("[PAGE-33] keeps it in this browser, shares it by the address, and takes it off", async () => {
    await open("BTCUSDT", "tf=1h");
    await until("what was kept", async () => (await count("[data-indicator]")) === 2);
    await open("BTCUSDT", "tf=1h&ind=ema(21)");
    await until("what the address says", async () => (await count('[data-indicator="ema(21)"]')) === 1);
    expect(await count("[data-indicator]")).toBe(1);
    await page.locator('[data-indicator="ema(21)"] button').click();
    await until("none", async () => (await count("[data-indicator]")) === 0);
    expect(indicators()).toBe("");
  });

  it("[PAGE-31] shows at each bar what REST tells of it", async () => {
    const wanted = ["ema(200)", "rsi(14)", "macd(12,26,9)", "trix(15)"];
    await open("BTCUSDT", `tf=1h&ind=${wanted.join(",")}`);
    for (const key of wanted) {
      await until(`${key} to be there`, async () =>
        /\d/.test(await text(`[data-indicator="${key}"] .indicator-value`)),
      );
    }
    const truth = await ask(
      `/api/analysis/indicators/BTCUSDT?timeframe=1h&limit=200&indicators=${wanted.join(",")}`,
      IndicatorPageSchema,
    );
    const SeenSchema = z.tuple([z.string(), z.array(z.tuple([z.string(), z.string(), z.string()]))]);
    let compared = 0;
    for (const part of [0.05, 0.12, 0.2, 0.31, 0.42, 0.53, 0.6, 0.68]) {
      await pointAt(part);
      // At one moment: an hour takes a minute here, and a new bar moves all others from under the pointer.
      const [at, shown] = SeenSchema.parse(
        await page.evaluate(`[
          document.querySelector(".legend time").innerText,
          [...document.querySelectorAll("[data-indicator] [data-output]")].map((one) => [
            one.closest("[data-indicator]").dataset.indicator,
            one.dataset.output,
            one.lastChild.textContent,
          ]),
        ]`),
      );
      const index = truth.bars.openTime.indexOf(barTime(at));
      if (index < 0) continue;
      for (const [key, name, told] of shown) {
        const series = truth.indicators.find((one) => one.key === key)?.series;
        const format = key === "ema(200)" ? (value: number) => formatDecimal(value, 2) : formatShort;
        expect([key, name, told]).toEqual([key, name, format(series?.[name]?.[index] ?? Number.NaN)]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(6 * 5);
  });

  it("[PAGE-32] says why an indicator cannot be drawn", async () => {
    await open("BTCUSDT", "tf=1h&ind=nonsense(3),ema(0)");
    const reasons = () => page.locator("[data-indicator] .indicator-note").allInnerTexts();
    await until("both reasons", async () => (await reasons()).length === 2);
    expect((await reasons()).join()).toMatch(/no such indicator.*whole number/i);
  });

  it("[PAGE-30] tells the core set in numbers and words, of the forming bar and of the last final one", async () => {
    await open("BTCUSDT", "tf=1m");
    await page.locator("#tab-forecast").click();
    await page.keyboard.press("ArrowRight");
    await until("the core set", async () => (await count("[data-core]")) === 27);
    await until("words", async () =>
      /above|below|neutral/i.test(await text('[data-core="rsi"] .core-reading')),
    );
    const before = await text('[data-core="ema9"] .core-values');
    await until(
      "the forming bar's to move",
      async () => (await text('[data-core="ema9"] .core-values')) !== before,
    );
    expect(await text(".bar-switch .mark-tag")).toBe("forming");
    await page.locator(".segments button", { hasText: "Last final bar" }).click();
    await until("the last final bar", async () => (await text(".bar-switch .mark-tag")) === "final");
  });

  it("[PAGE-34] lists patterns as REST tells them, and explains the mark at a bar", async () => {
    await open("BTCUSDT", "tf=1h");
    await page.locator("#tab-patterns").click();
    await page.locator(".analysis select").selectOption("1");
    await until("patterns", async () => (await count(".pattern-row")) > 20);
    const { patterns } = await ask("/api/patterns/BTCUSDT?timeframe=1h&limit=100", DetectionListSchema);
    const rows = await page.locator(".pattern-row p").allInnerTexts();
    for (const { description } of patterns.slice(5, 25)) expect(rows).toContain(description);
    const marked = await until("a bar with a pattern", async () => {
      for (let part = 0.9; part > 0.1; part -= 0.012) {
        const openTime = await pointAt(part);
        if ((await count(".bar-marks li")) > 0) return openTime;
      }
      return undefined;
    });
    const described = patterns.filter(({ openTime }) => openTime === marked);
    expect(described.length).toBeGreaterThan(0);
    for (const { description } of described) expect(await text(".bar-marks")).toContain(description);
    await page.locator(".analysis select").selectOption("70");
    await until("fewer", async () => (await count(".pattern-row")) < rows.length);
  });

  it("[PAGE-36] explains a decision: every vote with weight and reason, and what REST says of it", async () => {
    await open("BTCUSDT", "tf=4h");
    await page.locator("#tab-signal").click();
    await until("the decision", async () => (await count(".votes td .vote-source")) > 5, 60_000);
    const { decision } = await ask("/api/signals/BTCUSDT?timeframe=4h", SymbolSignalsSchema);
    expect(decision).not.toBeNull();
    expect(await text(".decision-word")).toContain(decision?.signal);
    const card = await text(".decision");
    for (const { reason } of decision?.votes ?? []) expect(card).toContain(reason);
    for (const reason of decision?.reasons ?? []) expect(card).toContain(reason);
    expect(await text(".side-part")).toMatch(/no investment advice/i);
    await until("all timeframes", async () => {
      const frames = await page.locator(".frame-strip b").allInnerTexts();
      return frames.length === 7 && frames.every((frame) => /BUY|SELL|HOLD/.test(frame));
    });
  });

  it("[PAGE-35] marks signals, draws the levels of the one that runs, and tells how earlier ones ended", async () => {
    const ended = await until(
      "a signal that has ended",
      async () => {
        const { signals } = await ask("/api/signals?timeframe=5m", SignalListSchema);
        return signals.find(({ status }) => status !== "active");
      },
      110_000,
    );
    await open(ended.symbol, "tf=5m");
    await until("its outcome", async () => (await count(".past-signal")) > 0);
    const { signals } = await ask(`/api/signals/${ended.symbol}?timeframe=5m`, SymbolSignalsSchema);
    const shown = signals.filter(({ status }) => status !== "active");
    const summaries = await page.locator(".past-signal summary").allInnerTexts();
    for (const [index, { side }] of shown.slice(0, summaries.length).entries()) {
      expect(summaries[index]).toContain(side);
    }
    await page.locator(".past-signal summary").first().click();
    expect(await text(".past-signal[open]")).toMatch(/entry.*exit.*best.*worst/is);
    expect(await text('[aria-label="Earlier signals"]')).toMatch(/\d+ ended.*\d+ gained.*\d+ lost/is);
    await until("the arrow at its bar", async () => {
      for (let part = 0.93; part > 0.1; part -= 0.009) {
        await pointAt(part);
        if ((await count(".bar-marks")) > 0 && /BUY|SELL/.test(await text(".bar-marks"))) return true;
      }
      return false;
    });
  }, 150_000);

  it("[PAGE-35] shows where the running signal stands, with every level", async () => {
    const running = await until(
      "a signal that runs",
      async () => {
        const { signals } = await ask("/api/signals?timeframe=5m&status=active", SignalListSchema);
        return signals[0];
      },
      110_000,
    );
    await open(running.symbol, "tf=5m");
    const levels = await until("its levels", async () => {
      // It may end while the page opens: then another one is as good.
      if ((await count('[aria-label="Running signal"]')) > 0) return text('[aria-label="Running signal"]');
      const { signals } = await ask("/api/signals?timeframe=5m&status=active", SignalListSchema);
      const other = signals[0];
      if (other !== undefined && !page.url().includes(other.symbol)) await open(other.symbol, "tf=5m");
      return undefined;
    });
    expect(levels).toMatch(/stop.*target 1.*target 2.*target 3.*reward for risk/is);
    await page.screenshot({ path: join(ARTIFACTS, "analysis-signal.png") });
  }, 150_000);

  it("does without analysis where there is none, and says so", async () => {
    await open("BTCUSDT", "tf=1s");
    await until("the reason", async () => /seconds are not analysed/i.test(await text(".analysis")));
  });

  it.each([
    ["dark", "dark", 1440, 900],
    ["light", "light", 1440, 900],
    ["narrow", "dark", 390, 844],
    ["middle", "light", 1024, 768],
  ] as const)("looks right: %s", async (name, colorScheme, width, height) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await open("BTCUSDT", "tf=1h&ind=ema(21),bollinger(20,2),rsi(14)");
    await until("lines", async () => /\d/.test(await text('[data-indicator="rsi(14)"] .indicator-value')));
    await page.screenshot({ path: join(ARTIFACTS, `analysis-chart-${name}.png`) });
    if (name === "narrow") await page.locator(".tabs button", { hasText: "Analysis" }).click();
    await until("the decision", async () => (await count(".decision-word")) > 0);
    await page.screenshot({ path: join(ARTIFACTS, `analysis-${name}.png`) });
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(await page.evaluate("document.documentElement.scrollHeight - innerHeight")).toBeLessThanOrEqual(0);
    const nameless =
      await page.evaluate(`[...document.querySelectorAll("button, input, select, a[href]")].filter(
      (one) => !(one.getAttribute("aria-label") ?? one.innerText ?? "").trim() && !one.labels?.length,
    ).map((one) => one.outerHTML)`);
    expect(nameless).toEqual([]);
  });

  it("left no error in the console and broke no policy", () => {
    expect(complaints).toEqual([]);
  });
});
