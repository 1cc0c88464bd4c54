import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppProcess } from "../support/app-process.ts";
import { ExchangeProcess } from "../support/exchange-process.ts";
import { InitProcess } from "../support/init-process.ts";
import { queryStoredD1 } from "../support/stored-d1.ts";

/** Far from the end of any bar, so that every run of the test sees the same closed bars. */
const START_AT = Date.parse("2026-03-01T06:10:00Z");
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

let exchange: ExchangeProcess;
const folders: string[] = [];

beforeAll(async () => {
  exchange = await ExchangeProcess.start({ symbols: SYMBOLS, startAt: START_AT, speed: 1 });
});
afterAll(async () => {
  await exchange.kill();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wick-init-"));
  folders.push(folder);
  return folder;
}

function init(folder: string, ...flags: string[]): InitProcess {
  return new InitProcess(flags, {
    PERSIST_DIR: folder,
    // A port that nobody listens on for long: each run asks whether an app is there, and starts its own.
    PORT: String(18_000 + (process.pid % 2_000)),
    MARKET_FEED: "binance",
    BINANCE_REST_URL: exchange.restUrl,
    BINANCE_WS_URL: exchange.wsUrl,
    SYMBOLS: SYMBOLS.join(","),
    MARKET_SOURCES: "",
  });
}

/** What an initialisation brings about. Live bars of other timeframes come in while it runs: they are no part of it. */
function broughtAbout(folder: string): Record<string, unknown> {
  const query = (sql: string) => queryStoredD1(folder, sql);
  return {
    migrations: query("SELECT name FROM d1_migrations ORDER BY name"),
    symbols: query("SELECT symbol, status FROM symbols ORDER BY added_at"),
    coins: query("SELECT * FROM coins ORDER BY number"),
    bars: query("SELECT * FROM ohlcv WHERE timeframe = '12h' ORDER BY symbol, open_time"),
    series: query("SELECT symbol, from_open, through_open, mismatches FROM series WHERE timeframe = '12h'"),
    outages: query("SELECT symbol, from_open, to_open FROM series_outage"),
    features: query("SELECT * FROM technical_features WHERE timeframe = '12h' ORDER BY symbol, open_time"),
    caches: query("SELECT key FROM cache_entry ORDER BY key"),
    unfinished: query("SELECT id FROM init_run WHERE status <> 'done'"),
    left: query("SELECT id FROM backfill WHERE status <> 'done'"),
    keys: query("SELECT name FROM api_keys"),
  };
}

/** What a run that changes nothing leaves as it was. */
function bookkeeping(folder: string): Record<string, unknown> {
  const tables = [
    "init_run",
    "init_task",
    "backfill",
    "etl_job",
    "etl_run",
    "cache_entry",
    "api_keys",
    "series",
  ];
  return Object.fromEntries(tables.map((table) => [table, queryStoredD1(folder, `SELECT * FROM ${table}`)]));
}

let whole: Record<string, unknown> | undefined;
let used = "";

it("[INIT-50] from empty, --all ends complete; the second time nothing is changed", {
  timeout: 240_000,
}, async () => {
  const folder = await newFolder();
  used = folder;
  const first = init(folder, "--all");
  expect(await first.ended(), first.output).toBe(0);
  expect(first.output).toMatch(/^Complete: \d+ rows changed\.$/m);
  whole = broughtAbout(folder);
  expect(whole).toMatchObject({ unfinished: [], left: [], keys: [] });
  expect(whole.bars).toHaveLength(2 * 912);
  expect(whole.features).toHaveLength(2 * 912);

  const before = bookkeeping(folder);
  const second = init(folder, "--all");
  expect(await second.ended(), second.output).toBe(0);
  expect(second.output).toContain("Already complete: 0 rows changed.");
  expect(bookkeeping(folder)).toEqual(before);
  expect(broughtAbout(folder)).toEqual(whole);
});

/** When the whole process group is killed: after a line of its output, and so many ms. */
const MOMENTS: readonly (readonly [line: RegExp, ms: number])[] = [
  [/starting one/, 900],
  [/Market:/, 30],
  [/Market:/, 200],
  [/Market:/, 450],
  [/Market:/, 800],
  [/seed detailed coins: done/, 0],
  [/backfill BTCUSDT 12h: done/, 0],
];

it("[INIT-51] killed at any moment, the next run completes it, to the same end", {
  timeout: 600_000,
}, async () => {
  const folder = await newFolder();
  let kills = 0;
  for (const [line, ms] of MOMENTS) {
    const run = init(folder, "--all");
    await run.says(line);
    await pass(ms);
    if (!/complete/i.test(run.output)) kills += 1;
    await run.kill();
  }
  expect(kills).toBeGreaterThanOrEqual(4);
  const last = init(folder, "--all");
  expect(await last.ended(), last.output).toBe(0);
  expect(broughtAbout(folder)).toEqual(whole);
  const again = init(folder, "--all");
  expect(await again.ended(), again.output).toBe(0);
  expect(again.output).toContain("Already complete: 0 rows changed.");
});

it("[INIT-8] a command that was killed alone leaves nothing behind that keeps the next one out", {
  timeout: 240_000,
}, async () => {
  const folder = await newFolder();
  // While workerd is being started, and when it runs.
  for (const [line, ms] of [
    [/starting one/, 300],
    [/starting one/, 700],
    [/starting one/, 1_100],
    [/Market:/, 0],
    [/backfill BTCUSDT 12h/, 0],
  ] as const) {
    const run = init(folder, "--all");
    await run.says(line);
    await pass(ms);
    await run.killAlone();
  }
  const last = init(folder, "--all");
  expect(await last.ended(), last.output).toBe(0);
  expect(last.output).toContain("starting one");
  expect(broughtAbout(folder)).toEqual(whole);
});

it("[INIT-8] beside an app of the same folder it needs no key, and of another folder it does", {
  timeout: 240_000,
}, async () => {
  const app = await AppProcess.start({ symbols: SYMBOLS, exchange });
  try {
    const env = { PORT: new URL(app.url).port, MARKET_SOURCES: "" };
    const beside = new InitProcess(["--seed-coins"], { ...env, PERSIST_DIR: app.persistDir });
    expect(await beside.ended(), beside.output).toBe(0);
    expect(beside.output).not.toContain("starting one");
    const stranger = new InitProcess(["--seed-coins"], { ...env, PERSIST_DIR: await newFolder() });
    expect(await stranger.ended()).toBe(1);
    expect(stranger.output).toContain("Give an admin key");
    expect((await stat(join(app.persistDir, "local-key.json"))).mode & 0o777).toBe(0o600);
  } finally {
    await app.stop();
  }
});

it("[INIT-7] a dump is restored first, once, and into an empty app only", { timeout: 240_000 }, async () => {
  const folder = await newFolder();
  const dump = join(await newFolder(), "dump.sql");
  await writeFile(
    dump,
    `CREATE TABLE coins (id text PRIMARY KEY, number integer, base text, name text, description text);
     INSERT INTO coins VALUES ('bitcoin', 77, 'BTC', 'Bitcoin', 'as it was kept');`,
  );
  const first = init(folder, "--restore", dump, "--seed-detailed-coins", "--coins", "BTC");
  expect(await first.ended(), first.output).toBe(0);
  const [coin] = queryStoredD1(folder, "SELECT number, description, homepage FROM coins");
  expect(coin).toEqual({ number: 77, description: "as it was kept", homepage: "https://bitcoin.org" });

  const second = init(folder, "--restore", dump, "--seed-detailed-coins", "--coins", "BTC");
  expect(await second.ended(), second.output).toBe(0);
  expect(second.output).toContain("restore: done before");
  expect(second.output).toContain("Already complete: 0 rows changed.");

  const refused = init(used, "--restore", dump);
  expect(await refused.ended()).toBe(1);
  expect(refused.output).toContain("This app has data of its own");
});
