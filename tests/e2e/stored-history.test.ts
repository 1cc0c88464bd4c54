import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppProcess } from "../support/app-process.ts";
import { InitProcess } from "../support/init-process.ts";
import { DATA } from "../support/recorded-data.ts";
import { RecordedExchange } from "../support/recorded-exchange.ts";
import { readCsv, readPages, readParquet, truthOf } from "../support/recorded-series.ts";
import { until } from "../support/until.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const SERIES = [
  ...SYMBOLS.flatMap((symbol) => (["1d", "1h"] as const).map((timeframe) => ({ symbol, timeframe }))),
  // Larger frames stay in D1 for ever; most of this one goes to R2.
  { symbol: "BTCUSDT", timeframe: "5m" as const },
];
const READERS = { pages: readPages, csv: readCsv, parquet: readParquet };

/** Years of real klines, once fetched, are the app's own: the exchange is gone when they are read. */
describe.runIf(DATA !== undefined)("stored history", () => {
  let exchange: RecordedExchange;
  let app: AppProcess;

  beforeAll(async () => {
    exchange = await RecordedExchange.start(SERIES);
    app = await AppProcess.start({
      symbols: SYMBOLS,
      exchange,
      env: { MARKET_SOURCES: "", HOT_DAYS_5M: "62" },
    });
  }, 90_000);

  afterAll(async () => {
    await app?.stop();
    await exchange?.close();
  });

  async function init(flags: string): Promise<string> {
    const run = new InitProcess([...flags.split(" "), "--json"], {
      PORT: new URL(app.url).port,
      WICK_API_KEY: app.key,
    });
    expect(await run.ended(), run.output).toBe(0);
    return run.output;
  }

  async function expectAll(series: typeof SERIES): Promise<void> {
    for (const { symbol, timeframe } of series) {
      // Nobody can prove the recording's last bar closed, so it is not stored; and without `to` somebody would have
      // to tell that nothing newer exists. The exchange is gone.
      const truth = truthOf(exchange, symbol, timeframe).slice(0, -1);
      const to = Number(truth.at(-1)?.[0]);
      for (const [form, read] of Object.entries(READERS)) {
        const lines = await read(app.url, { symbol, timeframe, to });
        const name = `${symbol} ${timeframe} ${form}`;
        // Told by its first wrong row: comparing 70,000 rows as one value takes longer than reading them.
        const wrong = truth.findIndex((line, at) => line.join() !== lines[at]?.join());
        if (wrong >= 0) expect(lines[wrong], `${name}, row ${wrong}`).toEqual(truth[wrong]);
        expect(lines.length, name).toBe(truth.length);
      }
    }
  }

  async function runJob(id: string): Promise<string> {
    const path = `${app.url}/api/features/etl/jobs/${id}`;
    const headers = { authorization: `Bearer ${app.key}` };
    const begun = await fetch(`${path}/run`, { method: "POST", headers });
    expect(begun.status).toBe(202);
    const { startedAt } = (await begun.json()) as { startedAt: number };
    return await until(
      `the end of ${id}`,
      async () => {
        const { runs } = (await (await fetch(path)).json()) as {
          runs: { startedAt: number; status: string; detail: string | null }[];
        };
        const run = runs.find((one) => one.startedAt === startedAt);
        return run === undefined ? undefined : `${run.status}: ${run.detail}`;
      },
      60_000,
    );
  }

  it("[FILL-1] 3000 days counted from the exchange's newest bar are all there is of it", async () => {
    const years = "--deep-backfill-days 3000 --timeframes 1h,1d --coins BTC ETH SOL";
    expect(await init(years)).toContain('"complete":true');
    expect(await init(years)).toContain('"changed":0');
    await init("--deep-backfill-days 300 --timeframes 5m --coins BTC");
  });

  it("[HIST-2] comes back row for row in every form, outages as gaps, with the exchange gone", async () => {
    await exchange.close();
    await expectAll(SERIES.filter(({ timeframe }) => timeframe !== "5m"));
  });

  it("[COLD-3] and so once months of it are in the cold store", async () => {
    expect(await runJob("compaction")).toMatch(/^ok: \d+ objects/);
    // Those of 244 days that closed more than 62 days before the newest one.
    expect(await runJob("retention")).toMatch(/^ok: 52415 bars/);
    await expectAll(SERIES.filter(({ symbol, timeframe }) => timeframe === "5m" || symbol === "SOLUSDT"));
  });
});
