import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ForecastExplanationSchema, ForecastModelsSchema } from "../../contract/rest/forecast-models.ts";
import { ForecastHistorySchema, ForecastPerformanceSchema } from "../../contract/rest/forecast-record.ts";
import { ForecastListSchema, type ForecastView } from "../../contract/rest/forecasts.ts";
import { BASELINE_IDS } from "../../market/forecast/model-id.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { formatDecimal } from "../../web/format/decimal.ts";
import { MODEL_ORDER } from "../../web/state/forecasts/forecast-choice.ts";
import { modelRows } from "../../web/state/forecasts/model-rows.ts";
import { MODEL_WORDS, servedText } from "../../web/state/forecasts/model-words.ts";
import { liveHorizonText, percentText, skillText } from "../../web/state/forecasts/skill-words.ts";
import { AppProcess } from "../support/app-process.ts";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.ts";
import { until } from "../support/until.ts";
import { openWatchedPage } from "../support/watched-page.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const DIGITS = 2;
/** The least that the lines of a fan take. */
const FAN_PIXELS = 400;
const ARTIFACTS = join(ROOT, "tests/e2e/.artifacts");
const executablePath = findChromium();

/**
 * Forecasts in a browser, against the whole app with whatever models the project holds: what the page says is held to
 * what the API answers. Left out where there is no Chromium; in CI that is a failure.
 */
describe.skipIf(executablePath === undefined && process.env.CI !== "true")("forecasts in a browser", () => {
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
    await mkdir(ARTIFACTS, { recursive: true });
    app = await AppProcess.start({ symbols: SYMBOLS, env: { REPLAY_RATE: "3", MARKET_SOURCES: "" } });
    browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    ({ page, complaints } = await openWatchedPage(browser, { timezoneId: "UTC" }));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const text = (selector: string) => page.locator(selector).first().innerText();
  const count = (selector: string) => page.locator(selector).count();
  const field = (label: string) =>
    page
      .locator("label.field")
      .filter({ hasText: new RegExp(`^${label}`) })
      .locator("select");
  const sized = (text: string) => text.replace(/\s+/g, " ").trim();
  async function ask<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await fetch(`${app.url}${path}`);
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }
  async function forecastOf(model: string, timeframe: string): Promise<ForecastView> {
    const path = `/api/forecasts?symbols=BTCUSDT&model=${model}&timeframe=${timeframe}`;
    const { forecasts, unavailable } = await ask(path, ForecastListSchema);
    const [forecast] = forecasts;
    if (forecast === undefined) throw new Error(`no forecast: ${JSON.stringify(unavailable)}`);
    return forecast;
  }
  const open = async (timeframe: string) => {
    await page.goto(`${app.url}/s/BTCUSDT?tf=${timeframe}`);
    await until("the tab", async () => (await count("#tab-forecast")) > 0, 60_000);
    await page.locator("#tab-forecast").click();
    await until("a forecast", async () => (await count(".served")) > 0, 60_000);
  };
  /** What a forecast's numbers are as text, in the order of the page. */
  const figuresOf = ({ horizons, probabilities }: ForecastView): string[] => [
    ...(probabilities ?? []).map((part) => `${percentText(part)} %`),
    ...horizons.flatMap(({ prices, volatility }) => [
      ...(prices === null
        ? []
        : [
            formatDecimal(prices[2], DIGITS),
            `${formatDecimal(prices[1], DIGITS)} – ${formatDecimal(prices[3], DIGITS)}`,
            `${formatDecimal(prices[0], DIGITS)} – ${formatDecimal(prices[4], DIGITS)}`,
          ]),
      ...(volatility === null ? [] : [`${formatDecimal(volatility * 100, 2)}%`]),
    ]),
  ];
  const shownFigures = async () =>
    (await page.locator("[data-chance], [data-level]").allInnerTexts()).map(sized);
  /** Pixels of the hue of the fan's lines, which nothing else on a bare chart has. */
  const bluePixels = async () =>
    z.number().parse(
      await page.evaluate(`[...document.querySelectorAll(".chart-figure canvas")].reduce((sum, canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let blue = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 2] - data[at] > 60 && Math.abs(data[at] - data[at + 1]) < 15) blue += 1;
        }
        return sum + blue;
      }, 0)`),
    );

  it("[FC-141] the panel tells what the API answers: who, the call, intervals, volatility", async () => {
    await open("1h");
    await until("the same figures", async () => {
      const forecast = await forecastOf("ml_ensemble", "1h");
      const shown = await shownFigures();
      expect(shown).toEqual(figuresOf(forecast));
      expect(shown.length).toBeGreaterThan(3);
      expect(await text(".served p")).toBe(
        servedText("ml_ensemble", forecast.servedBy, forecast.fallbackReason),
      );
      return true;
    });
    expect(await text(".side-part")).toMatch(/Statistics of the past; no investment advice\./);
  });

  it("[FC-142] with the skill of who answered, and the count of what was scored", async () => {
    const forecast = await forecastOf("ml_ensemble", "1h");
    for (const { horizon } of forecast.horizons) {
      const row = sized(await text(`[data-worth="${horizon}"]`));
      const skill = forecast.skill?.horizons.find((one) => one.horizon === horizon)?.pinball ?? null;
      const isMeasure = forecast.servedBy === "naive";
      const told = skill === null ? "not measured" : skillText(skill);
      expect(row).toContain(isMeasure ? "is the measure" : told);
      if (!isMeasure && skill !== null && skill.low <= 0) expect(row).toContain("no skill");
      const live = forecast.live?.horizons.find((one) => one.horizon === horizon)?.live.deployed;
      if (live !== undefined) expect(row).toContain(liveHorizonText(live));
    }
  });

  it("[FC-140] the chart draws it, and takes it off and on by the keyboard, for good", async () => {
    await page.mouse.move(5, 5);
    await until("its words", async () => (await count(".fan-note")) > 0);
    await until("the fan", async () => (await bluePixels()) > FAN_PIXELS);
    const [last] = (await forecastOf("ml_ensemble", "1h")).horizons.toReversed();
    expect(await page.locator(".fan-note .hidden").textContent()).toMatch(
      new RegExp(`in ${last?.horizon} bars the median is ${formatDecimal(last?.prices?.[2] ?? 0, DIGITS)}`),
    );
    await page.screenshot({ path: join(ARTIFACTS, "forecast-desk-dark.png") });
    const button = page.getByRole("button", { name: "Forecast on the chart" });
    await button.focus();
    await page.keyboard.press("Enter");
    await until("it to go", async () => (await bluePixels()) === 0);
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    await page.reload();
    await until("the candles", async () => (await count(".served")) > 0, 60_000);
    expect(await count(".fan-note")).toBe(0);
    await page.locator("body").press("f");
    await until("it to come back", async () => (await bluePixels()) > FAN_PIXELS);
  });

  it("[FC-141] another model answers for itself, and is kept", async () => {
    await field("Model").selectOption("naive");
    await until("its name", async () => (await text(".served p")).startsWith("By Naive"));
    await page.reload();
    await until("the same figures", async () => {
      expect(await shownFigures()).toEqual(figuresOf(await forecastOf("naive", "1h")));
      return true;
    });
    await field("Model").selectOption("ml_ensemble");
    await until("the ensemble's", async () => !(await text(".served p")).startsWith("By Naive:"));
  });

  it("[FC-141] [FC-144] says who stands in where no models are trained, and goes on with each bar", async () => {
    await open("1m");
    const forecast = await forecastOf("ml_ensemble", "1m");
    expect(forecast.fallbackReason).toBe("unsupported_timeframe");
    expect(await text(".served p")).toMatch(
      /instead of Ensemble, because models are trained for 1h, 12h and 1d/,
    );
    const before = await text(".served time");
    await until("the next one", async () => (await text(".served time")) !== before, 90_000);
    await until("the same figures", async () => {
      expect(await shownFigures()).toEqual(figuresOf(await forecastOf("ml_ensemble", "1m")));
      return true;
    });
  }, 150_000);

  it("[FC-143] [FC-145] opens from the top bar and compares all models by the API's figures", async () => {
    await page.getByRole("link", { name: "Forecasts" }).click();
    await until("the title", async () => (await page.title()) === "Forecasts · Wick");
    await until("the table", async () => (await count(".model-table tbody tr")) === MODEL_ORDER.length);
    const names = await page.locator(".model-table .model-pick").allInnerTexts();
    expect(names).toEqual(MODEL_ORDER.map((model) => MODEL_WORDS[model].name));
    const wish = { symbol: "BTCUSDT", timeframe: "1h", horizon: 5 } as const;
    const rows = modelRows(
      await ask("/api/forecasts/models", ForecastModelsSchema),
      await ask("/api/forecasts/performance?timeframe=1h&symbol=BTCUSDT", ForecastPerformanceSchema),
      wish,
    );
    for (const { model, pinball, logLoss, coverage80, version, live } of rows) {
      const row = sized(await text(`[data-model="${model}"]`));
      if (pinball !== null && model !== "naive") expect(row).toContain(skillText(pinball));
      if (logLoss !== null) expect(row).toContain(skillText(logLoss));
      if (coverage80 !== null) expect(row).toContain(`${percentText(coverage80.value)} /`);
      if (version !== null) expect(row).toContain(version);
      if (live !== null) expect(row).toContain(liveHorizonText(live.deployed));
      const dots = await count(`[data-model="${model}"] .whisker-dot`);
      expect([model, dots]).toEqual([model, pinball === null ? 0 : 1]);
    }
  });

  it("[FC-143] is chosen by the keyboard, and stands in the address", async () => {
    await page.locator('[data-model="har"] .model-pick').focus();
    await page.keyboard.press("Enter");
    await until("the address", () => /tf=1h&horizon=5&model=har$/.test(page.url()));
    await field("Horizon").selectOption("24");
    await field("Timeframe").selectOption("1d");
    await until("a horizon that a day has", () => /tf=1d&horizon=5&model=har$/.test(page.url()));
    await page.goto(`${app.url}/forecasts?symbol=ETHUSDT&tf=12h&horizon=1&model=arima`);
    await until("what the address says", async () => (await field("Coin").inputValue()) === "ETHUSDT");
    expect(await field("Model").inputValue()).toBe("arima");
    expect(await field("Horizon").inputValue()).toBe("1");
  });

  it("[FC-147] lists what was logged, as the API has it", async () => {
    await page.goto(`${app.url}/forecasts?symbol=BTCUSDT&tf=1h&horizon=5&model=ml_ensemble`);
    const path = "/api/forecasts/history/BTCUSDT?timeframe=1h&horizon=5&model=ml_ensemble&limit=20";
    await until(
      "the newest one",
      async () => {
        const { forecasts } = await ask(path, ForecastHistorySchema);
        const [newest] = forecasts;
        if (newest === undefined) return false;
        const row = sized(await text(".logged tbody tr"));
        expect(row).toContain(new Date(newest.issuedAt).toISOString().slice(0, 16).replace("T", " "));
        expect(row).toContain(MODEL_WORDS[newest.servedBy].name);
        if (newest.prices !== null) expect(row).toContain(formatDecimal(newest.prices[2], DIGITS));
        expect(await count(".logged tbody tr")).toBe(forecasts.length);
        return true;
      },
      60_000,
    );
  });

  it("[FC-148] tells what moved it, or that there is nothing to tell apart", async () => {
    const { servedBy } = await forecastOf("ml_ensemble", "1h");
    const part = page.locator('[aria-label="What moved this"]');
    if (BASELINE_IDS.some((one) => one === servedBy)) {
      await until("the reason", async () => /there are no groups/.test(await part.innerText()));
      return;
    }
    const path = `/api/forecasts/explain/BTCUSDT?timeframe=1h&horizon=5&model=${servedBy}`;
    const { groups } = await ask(path, ForecastExplanationSchema);
    await until("the groups", async () => (await count("[data-group]")) === groups.length);
    expect(await page.locator(".moved tbody th").allInnerTexts()).toEqual(groups.map(({ title }) => title));
  });

  it.each([
    ["dark", "dark", 1440, 900],
    ["light", "light", 1440, 900],
    ["middle", "light", 1024, 768],
    ["narrow", "dark", 360, 780],
  ] as const)("[FC-149] looks right: %s", async (name, colorScheme, width, height) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const whole = async (what: string) => {
      await page.screenshot({ path: join(ARTIFACTS, `forecasts-${what}-${name}.png`) });
      const over =
        "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]";
      expect([what, await page.evaluate(over)]).toEqual([what, [0, 0]]);
      const nameless =
        await page.evaluate(`[...document.querySelectorAll("button, input, select, a[href]")].filter((one) =>
          !(one.getAttribute("aria-label") ?? one.innerText ?? "").trim() && !one.labels?.length
        ).map((one) => one.outerHTML)`);
      expect(nameless).toEqual([]);
    };
    await until("the page", async () => (await count(".logged tbody tr")) > 0);
    await whole("page");
    const wide = await page.evaluate(
      `[...document.querySelectorAll(".forecasts > *, .side-section")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel ?? one.className)`,
    );
    expect(wide).toEqual([]);
    await open1h(name === "narrow");
    await whole("desk");
    await page.goto(`${app.url}/forecasts?symbol=BTCUSDT&tf=1h&horizon=5&model=ml_ensemble`);
  });
  const open1h = async (isNarrow: boolean) => {
    await page.goto(`${app.url}/s/BTCUSDT?tf=1h`);
    await until("the fan", async () => (await count(".fan-note")) > 0, 60_000);
    if (!isNarrow) return;
    await page.locator(".tabs button", { hasText: "Analysis" }).click();
    await until("the panel", async () => (await count(".served")) > 0);
  };

  it("[FC-149] a fault stays in its own part, and can be tried again", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.route("**/api/forecasts/performance**", (route) => route.abort());
    await page.reload();
    await until("a word", async () =>
      /The record did not load/.test(await text('[aria-label="Models compared"]')),
    );
    await until("the rest", async () => (await count(".served")) > 0);
    await page.unroute("**/api/forecasts/performance**");
    await page.getByRole("button", { name: "Try again" }).click();
    await until("the table", async () => (await count(".model-table tbody tr")) === MODEL_ORDER.length);
  });

  it("left no error in the console and broke no policy", () => {
    expect(complaints.filter((one) => !/ERR_FAILED/.test(one))).toEqual([]);
  });
});
