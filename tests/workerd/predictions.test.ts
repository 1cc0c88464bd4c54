import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { PredictionAnswerSchema } from "../../contract/rest/predictions.ts";
import { StrategyPayloadSchema } from "../../contract/webhooks/strategy.ts";
import { featureRow, WINDOW } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { isSigned } from "../../platform/webhooks/signature.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { strategyDeliveries } from "../../worker/jobs/strategy-deliveries.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const START = Date.UTC(2024, 6, 1);
const BARS = [...walkBars("predictions", "1h", START, 530)];
const LAST = BARS.length - 1;
const SYMBOL = "PREDUSDT";
const SECRET = "what the strategy signs with";

const SeenSchema = z.array(
  z.object({ path: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
);

let wick: Wick;

/** The app with a strategy that behaves as the path says. */
async function withStrategy(path: string): Promise<Wick> {
  const STRATEGY_WEBHOOK_URL = `${inject("webhookReceiver").url}${path}`;
  return await openWick({ STRATEGY_WEBHOOK_URL, STRATEGY_WEBHOOK_SECRET: SECRET });
}

async function seen(id: string) {
  const all = SeenSchema.parse(await (await fetch(`${inject("webhookReceiver").url}/seen`)).json());
  return all.filter(({ headers }) => headers["webhook-id"] === id);
}

async function predictOn(
  desk: Wick,
  body: unknown,
  headers: Record<string, string> = {},
  path = "/api/analysis/predict",
) {
  const response = await desk.send("POST", path, body, headers);
  expect(response.status, await response.clone().text()).toBe(200);
  return PredictionAnswerSchema.parse(await response.json());
}

const rows = async (sql: string) => (await wick.env.DB.prepare(sql).all()).results;

beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  await upsertBars(
    wick.env.DB,
    BARS.map((bar) => ({ symbol: SYMBOL, timeframe: "1h" as const, bar })),
  );
});

describe("a prediction on demand", () => {
  it("[FC-120] holds features and forecast of the newest final bar, and no sentiment while there is none", async () => {
    const { prediction, strategy } = await predictOn(wick, { symbol: "pred" }, {}, "/analysis/predict/");
    expect(strategy).toEqual({ status: "not_configured", attempts: 0, httpStatus: null, nextAt: null });
    expect(prediction).toMatchObject({
      ...{ symbol: SYMBOL, timeframe: "1h", model: "ml_ensemble", openTime: BARS[LAST]?.openTime },
      ...{ sentiment: null, technical: { openTime: BARS[LAST]?.openTime, final: true, bars: WINDOW } },
      forecast: { requested: "ml_ensemble", servedBy: "naive", openTime: BARS[LAST]?.openTime },
    });
    const values = Object.values(prediction.technical?.values ?? {});
    expect(values).toEqual([...featureRow(BARS.map(priceBarOf), LAST).values]);
    expect(await rows("SELECT id, symbol FROM prediction")).toEqual([{ id: prediction.id, symbol: SYMBOL }]);
    expect(await rows("SELECT count(*) AS n FROM forecast_log")).toEqual([{ n: 1 }]);
    expect(await rows("SELECT count(*) AS n FROM webhook_delivery")).toEqual([{ n: 0 }]);
    await wick.env.DB.prepare(
      `INSERT INTO sentiment_features (coin, day, version, "values") VALUES ('PRED', '2024-07-03', 1, '[0.5,null,0.25,null,3,9,1]')`,
    ).run();
    const later = (await predictOn(wick, { symbol: SYMBOL, model: "naive" })).prediction;
    expect(later.sentiment).toMatchObject({
      day: "2024-07-03",
      values: { score: 0.5, scoreMean3d: null, articles7d: 9 },
    });
  });

  it("[FC-121] [FC-123] is sent on, signed, as it was answered and stored", async () => {
    const desk = await withStrategy("/ok");
    const { prediction, strategy } = await predictOn(desk, { symbol: SYMBOL, timeframe: "1h" });
    expect(strategy).toEqual({ status: "delivered", attempts: 1, httpStatus: 204, nextAt: null });
    const [message, ...more] = await seen(prediction.id);
    expect(more).toEqual([]);
    const payload = StrategyPayloadSchema.parse(JSON.parse(message?.body ?? ""));
    expect(payload.data).toEqual(prediction);
    expect(Date.parse(payload.timestamp)).toBe(prediction.createdAt);
    const timestamp = Number(message?.headers["webhook-timestamp"]);
    const signed = { id: prediction.id, timestamp, body: message?.body ?? "" };
    expect(await isSigned(SECRET, signed, message?.headers["webhook-signature"] ?? "")).toBe(true);
  });

  it("[FC-122] under one Idempotency-Key is told once, also when its first answer was lost", async () => {
    const desk = await withStrategy("/ok");
    const key = { "idempotency-key": "once" };
    const first = await predictOn(desk, { symbol: SYMBOL }, key);
    expect(await predictOn(desk, { symbol: SYMBOL }, key)).toEqual(first);
    // As if the app had died between telling the strategy and keeping its answer.
    await desk.env.DB.prepare("DELETE FROM keyed_request").run();
    const again = await predictOn(desk, { symbol: SYMBOL }, key);
    expect(again).toEqual(first);
    expect(await seen(first.prediction.id)).toHaveLength(1);
    expect((await predictOn(desk, { symbol: SYMBOL })).prediction.id).not.toBe(first.prediction.id);
    expect((await desk.send("POST", "/api/analysis/predict", { symbol: "BTCUSDT" }, key)).status).toBe(409);
  });

  it("[FC-124] is answered while the strategy is out of order, which the job tells it again", async () => {
    const desk = await withStrategy("/fail");
    const { prediction, strategy } = await predictOn(desk, { symbol: SYMBOL });
    expect(strategy).toMatchObject({ status: "pending", attempts: 1, httpStatus: 500 });
    expect(strategy.nextAt).toBeGreaterThan(prediction.createdAt);
    const mended = await withStrategy("/ok");
    const ports = { ...jobPorts(mended.env), now: () => strategy.nextAt ?? 0 };
    expect((await strategyDeliveries.run(ports)).rows).toBe(1);
    expect((await seen(prediction.id)).map(({ path }) => path)).toEqual(["/fail", "/ok"]);
  });

  it("[FC-124] a redirect is not followed in workerd either, and 410 is told", async () => {
    const moved = await withStrategy("/redirect");
    const { prediction, strategy } = await predictOn(moved, { symbol: SYMBOL });
    expect(strategy).toMatchObject({ status: "pending", httpStatus: 307 });
    expect((await seen(prediction.id)).map(({ path }) => path)).toEqual(["/redirect"]);
    const gone = await withStrategy("/gone");
    expect((await predictOn(gone, { symbol: SYMBOL })).strategy).toMatchObject({
      status: "gone",
      attempts: 1,
    });
    const later = await predictOn(gone, { symbol: SYMBOL });
    expect(later.strategy.status).toBe("gone");
    expect(await seen(later.prediction.id)).toEqual([]);
  });

  it("[FC-120] is refused by name where it cannot be made", async () => {
    const refused = async (body: unknown) => {
      const response = await wick.send("POST", "/api/analysis/predict", body);
      return z.object({ code: z.string() }).parse(await response.json()).code;
    };
    expect(await refused({ symbol: "NONE" })).toBe("unknown_symbol");
    expect(await refused({ symbol: SYMBOL, model: "oracle" })).toBe("invalid_input");
    expect(await refused({ symbol: SYMBOL, timeframe: "1d" })).toBe("unavailable");
    expect(await refused({})).toBe("invalid_input");
  });
});
