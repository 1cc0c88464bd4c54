import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "../../scripts/app/root.ts";
import { AppProcess } from "../support/app-process.ts";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.ts";
import { until } from "../support/until.ts";
import { openWatchedPage } from "../support/watched-page.ts";

const ARTIFACTS = join(ROOT, "tests/e2e/.artifacts");
const executablePath = findChromium();
const ListSchema = z.object({
  values: z.array(z.object({ openTime: z.number(), zScore: z.number().nullable() })),
});

/** Left out where there is no Chromium; in CI that is a failure. */
describe.skipIf(executablePath === undefined && process.env.CI !== "true")("pairs page", () => {
  let app: AppProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
    await mkdir(ARTIFACTS, { recursive: true });
    app = await AppProcess.start({ symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDT"], env: { REPLAY_RATE: "3" } });
    browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    ({ page, complaints } = await openWatchedPage(browser));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const text = (selector: string) => page.locator(selector).first().innerText();
  const score = async () => (await page.locator(".pair-facts dd").first().innerText()).replace("−", "-");
  const field = (label: string) =>
    page
      .locator(".pair-form label")
      .filter({ hasText: new RegExp(`^${label}`) })
      .locator("select");
  const choose = (label: string, value: string) => field(label).selectOption(value);

  it("[PAIR-70] opens from the top bar, with a verdict in words and the numbers of the API", async () => {
    await page.goto(app.url);
    await page.getByRole("link", { name: "Pairs" }).click();
    await until("the title", async () => (await page.title()) === "Pairs · Wick");
    await choose("Timeframe", "1h");
    await until("a verdict", async () => /Over the last 60 bars/.test(await text(".pair-verdict")));
    await until("the chart", async () => (await page.locator(".pair-canvas canvas").count()) > 0);
    const answer = await fetch(
      `${app.url}/api/analytics/spread?symbol1=BTCUSDT&symbol2=ETHUSDT&timeframe=1h&limit=1&forming=true`,
    );
    const { values } = ListSchema.parse(await answer.json());
    expect(Math.abs(Number(await score()) - (values.at(-1)?.zScore ?? Number.NaN))).toBeLessThan(0.5);
    expect(await text(".pair-note")).toMatch(/Updated every/);
    expect(await page.locator(".pair-figure figcaption").textContent()).toMatch(
      /BTCUSDT by ETHUSDT: z-score/,
    );
  });

  it("[PAIR-70] a pair can be shared by its address, and every control has a name", async () => {
    await choose("by", "SOLUSDT");
    await until("the address", () => /y=BTCUSDT&x=SOLUSDT&tf=1h&window=60/.test(page.url()));
    await page.reload();
    await until("the pair", async () => (await field("by").inputValue()) === "SOLUSDT");
    const nameless = await page.evaluate(
      `[...document.querySelectorAll("button, a, input, select")].filter((one) =>
        !(one.textContent.trim() || one.ariaLabel || one.labels?.[0]?.textContent.trim())).map((one) => one.outerHTML)`,
    );
    expect(nameless).toEqual([]);
  });

  it("[PAIR-71] the matrix opens a pair by the keyboard", async () => {
    const cell = page.getByRole("button", { name: /^ETHUSDT by BTCUSDT/ });
    await cell.waitFor();
    await cell.focus();
    await page.keyboard.press("Enter");
    await until("the pair", () => /y=ETHUSDT&x=BTCUSDT/.test(page.url()));
    await until("the cell", async () => (await cell.getAttribute("aria-pressed")) === "true");
  });

  it("[PAIR-72] seconds move by the stream alone", async () => {
    await choose("Timeframe", "1s");
    await until("the stream", async () => (await text(".pair-note")) === "Live by the stream");
    await until("a score", async () => /\d/.test(await score()), 90_000);
    const before = await text(".pair-legend");
    await until("it to move", async () => (await text(".pair-legend")) !== before, 30_000);
  }, 150_000);

  it("[PAIR-73] is whole in dark, light and narrow", async () => {
    await choose("Timeframe", "1h");
    await until("a verdict", async () => /Over the last/.test(await text(".pair-verdict")));
    await until("the matrix", async () => (await page.locator(".matrix button").count()) === 6);
    await page.screenshot({ path: join(ARTIFACTS, "pairs-dark.png") });
    await page.emulateMedia({ colorScheme: "light" });
    await page.screenshot({ path: join(ARTIFACTS, "pairs-light.png") });
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
    expect(wide).toBe(false);
    await page.screenshot({ path: join(ARTIFACTS, "pairs-narrow.png") });
  });

  it("[PAIR-73] shows what is loading in its place, above the matrix", async () => {
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route("**/api/analytics/spread**", async (route) => {
      await held;
      await route.continue();
    });
    await choose("Timeframe", "12h");
    const loading = await page.locator(".pair-loading .chart-skeleton").boundingBox();
    const matrix = await page.locator(".pair-matrix").boundingBox();
    if (loading === null || matrix === null) throw new Error("nothing is shown");
    expect(loading.height).toBeGreaterThan(200);
    expect(loading.y + loading.height).toBeLessThanOrEqual(matrix.y);
    release();
    await until("a verdict", async () => (await text(".pair-verdict")).length > 20);
    await page.unroute("**/api/analytics/spread**");
  });

  it("[PAIR-73] says what it cannot show, and goes on with what it has", async () => {
    await page.route("**/api/analytics/spread**", (route) => route.abort());
    await choose("Timeframe", "4h");
    await until("a word", async () => (await text(".pairs .notice-title")) === "The pair did not load");
    await page.unroute("**/api/analytics/spread**");
    await page.getByRole("button", { name: "Try again" }).click();
    await until("a verdict", async () => (await text(".pair-verdict")).length > 20);
    expect(complaints.filter((one) => !/ERR_FAILED/.test(one))).toEqual([]);
  });
});
