import { FORECAST_DISCLAIMER, type ForecastList, type ForecastView } from "../../contract/rest/forecasts.ts";
import { type ForecastTimeframe, isModelTimeframe } from "../../market/forecast/horizons.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { PriceBoard } from "../prices/price-board.ts";
import { type FeedPrice, forecastView } from "./forecast-view.ts";
import { type LiveScores, liveScores } from "./live-scores.ts";
import { type NewestPorts, newestOf } from "./newest.ts";

export interface ForecastWish {
  readonly rows: readonly SymbolRow[];
  readonly model: ModelId;
  readonly timeframe: ForecastTimeframe;
  /** Null: all of the timeframe's. */
  readonly horizon: number | null;
}

/** How long the feeds may take to tell their prices ([FC-99]). */
const FEED_MS = 5_000;
const SCORES_MS = 3_000;
/** How long what the board holds is the newest. */
const FRESH_MS = 1_000;

/**
 * The newest forecasts of coins by one model, with what they are worth.
 * @throws WickError as `newestOf` does.
 */
export async function forecastList(
  ports: NewestPorts,
  board: PriceBoard,
  { rows, model, timeframe, horizon }: ForecastWish,
): Promise<ForecastList> {
  const [newest, feeds, scores, models] = await Promise.all([
    newestOf(ports, timeframe, rows),
    feedPrices(board, ports.now),
    isModelTimeframe(timeframe) ? scoresOf(ports, timeframe) : null,
    ports.forecasting?.models.current(),
  ]);
  const manifest = models?.manifest ?? null;
  const unavailable = [...newest.unavailable];
  const forecasts = rows.flatMap(({ symbol }): ForecastView[] => {
    const shown = newest.shown.get(symbol);
    if (shown === undefined) return [];
    const clock = newest.clocks.get(symbol) ?? null;
    const feed = feeds.get(symbol) ?? null;
    const view = forecastView(shown, { model, horizon, manifest, scores, clock, feed });
    if (view === undefined) unavailable.push({ symbol, detail: "Its forecast cannot be read." });
    return view === undefined ? [] : [view];
  });
  const asOf = ports.now();
  return { model, timeframe, horizon, forecasts, unavailable, asOf, disclaimer: FORECAST_DISCLAIMER };
}

/** The prices of those feeds that answer in time. */
async function feedPrices(board: PriceBoard, now: () => number): Promise<ReadonlyMap<string, FeedPrice>> {
  try {
    const held = board.current();
    const state =
      held !== undefined && now() - held.asOf < FRESH_MS
        ? held
        : await withDeadline(board.collect(), FEED_MS, "the feeds");
    return new Map(
      state.prices.flatMap(({ symbol, day }) =>
        day.last === null || day.time === null
          ? []
          : [[symbol, { price: Number(day.last), asOf: day.time }] as const],
      ),
    );
  } catch (error) {
    log({ event: "part_failed", part: "feed prices", error: errorText(error) });
    return new Map();
  }
}

/** Null where they cannot be read: a forecast is told without its record. */
async function scoresOf(ports: NewestPorts, timeframe: ForecastTimeframe): Promise<LiveScores | null> {
  try {
    const read = () => withDeadline(liveScores(ports.db, timeframe, null), SCORES_MS, "D1");
    return await ports.memory.scores(timeframe, read);
  } catch (error) {
    log({ event: "part_failed", part: "forecast scores", error: errorText(error) });
    return null;
  }
}
