import { WickError } from "../../contract/errors.ts";
import { FORECAST_DISCLAIMER } from "../../contract/rest/forecasts.ts";
import type { Forwarding, PredictionAnswer } from "../../contract/rest/predictions.ts";
import {
  type Prediction,
  STRATEGY_PAYLOAD_VERSION,
  type StrategyPayload,
} from "../../contract/webhooks/strategy.ts";
import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import type { ForecastTimeframe } from "../../market/forecast/horizons.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { storePrediction } from "../../platform/d1/predictions.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { readSentiment } from "../../platform/d1/sentiment-rows.ts";
import { type Delivery, readDelivery, takeOne } from "../../platform/d1/webhook-deliveries.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { featurePage } from "../features/feature-page.ts";
import { featureRowList } from "../features/feature-text.ts";
import { forecastList } from "../forecasts/forecast-list.ts";
import type { NewestPorts } from "../forecasts/newest.ts";
import type { PriceBoard } from "../prices/price-board.ts";
import { type DeliveryPorts, deliver, LEASE_MS } from "../webhooks/deliver.ts";
import { STRATEGY } from "../webhooks/strategy-target.ts";

export interface PredictPorts extends NewestPorts {
  readonly board: PriceBoard;
  readonly deliveries: DeliveryPorts;
  /** Goes on behind the answer. */
  readonly keepAlive: (work: Promise<unknown>) => void;
  /** What a prediction of that bar is called. */
  readonly newId: (openTime: EpochMs) => Promise<string>;
}

export interface PredictionWish {
  readonly row: SymbolRow;
  readonly timeframe: ForecastTimeframe;
  readonly model: ModelId;
}

/** How long the answer waits for the strategy: it is told all the same, behind it. */
const PATIENCE_MS = 3_000;

/**
 * Puts together what is known of the newest final bar, and forecasts it; stores that with the message that tells of it,
 * and only then sends it on ([FC-121]). @throws WickError unavailable
 */
export async function predict(ports: PredictPorts, wish: PredictionWish): Promise<PredictionAnswer> {
  const made = await makePrediction(ports, wish);
  const isTold = ports.deliveries.target(STRATEGY) !== null;
  const message = isTold ? { target: STRATEGY, body: JSON.stringify(payloadOf(made)) } : null;
  const { id, symbol, timeframe, model, openTime, createdAt } = made;
  const row = { id, symbol, timeframe, model, openTime, createdAt, body: JSON.stringify(made) };
  // What was stored first under this id is what was sent.
  const prediction: Prediction = JSON.parse(await storePrediction(ports.db, row, message));
  return { prediction, strategy: await forward(ports, prediction.id, isTold) };
}

async function makePrediction(ports: PredictPorts, { row, timeframe, model }: PredictionWish) {
  const wish = { rows: [row], model, timeframe, horizon: null };
  const { forecasts, unavailable } = await forecastList(ports, ports.board, wish);
  const [forecast] = forecasts;
  if (forecast === undefined) {
    const why = unavailable[0]?.detail ?? "It cannot be forecast right now.";
    throw new WickError("unavailable", `${row.symbol} ${timeframe}: ${why}`);
  }
  const { openTime, issuedAt } = forecast;
  const [id, technical, sentiment] = await Promise.all([
    ports.newId(openTime),
    technicalOf(ports, row, timeframe, openTime),
    sentimentOf(ports.db, row.base, issuedAt),
  ]);
  const made: Prediction = {
    ...{ id, createdAt: ports.now(), symbol: row.symbol, timeframe, model, openTime },
    ...{ technical, technicalVersion: CATALOG_VERSION, sentiment, forecast },
    disclaimer: FORECAST_DISCLAIMER,
  };
  return made;
}

function payloadOf(data: Prediction): StrategyPayload {
  const timestamp = new Date(data.createdAt).toISOString();
  return { type: "prediction.created", version: STRATEGY_PAYLOAD_VERSION, timestamp, data };
}

/** Features of the bar that was forecast, and of no other; null where they cannot be had. */
async function technicalOf(
  { db, history }: PredictPorts,
  { symbol, feed }: SymbolRow,
  timeframe: ForecastTimeframe,
  openTime: EpochMs,
): Promise<Prediction["technical"]> {
  try {
    const query = { timeframe, from: openTime, to: openTime, limit: 1 };
    const { rows } = await featurePage({ db, history }, { symbol, feed }, query);
    const found = featureRowList({ symbol, timeframe, set: "all" }, rows, null, openTime).rows[0];
    return found?.openTime === openTime && found.final ? found : null;
  } catch (error) {
    log({ event: "part_failed", part: "prediction features", error: errorText(error) });
    return null;
  }
}

async function sentimentOf(
  db: D1Database,
  coin: string,
  issuedAt: EpochMs,
): Promise<Prediction["sentiment"]> {
  try {
    return await readSentiment(db, coin, new Date(issuedAt).toISOString().slice(0, 10));
  } catch (error) {
    log({ event: "part_failed", part: "prediction sentiment", error: errorText(error) });
    return null;
  }
}

/** Sends a stored message now, unless somebody does or did. Whatever fails here, the job tries it again. */
async function forward(ports: PredictPorts, id: string, isTold: boolean): Promise<Forwarding> {
  if (!isTold) return { status: "not_configured", attempts: 0, httpStatus: null, nextAt: null };
  const { db, now } = ports.deliveries;
  const taken = await takeOne(db, id, now(), LEASE_MS).catch(failed);
  if (taken === undefined) return forwardingOf(await readDelivery(db, id).catch(failed));
  const sending = deliver(ports.deliveries, taken).catch(failed);
  ports.keepAlive(sending);
  const sent = await Promise.race([sending, after(PATIENCE_MS)]);
  return forwardingOf(sent ?? taken);
}

function failed(error: unknown): undefined {
  log({ event: "part_failed", part: "strategy webhook", error: errorText(error) });
  return undefined;
}

async function after(ms: number): Promise<undefined> {
  return await new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

function forwardingOf(delivery: Delivery | undefined): Forwarding {
  if (delivery === undefined) return { status: "pending", attempts: 0, httpStatus: null, nextAt: null };
  const { status, attempts, httpStatus, nextAt } = delivery;
  return { status, attempts, httpStatus, nextAt };
}
