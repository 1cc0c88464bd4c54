import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Every forecast that was made at a final bar, by all models, and what came of it ([FC-90]). WITHOUT ROWID. */
export const forecastLog = sqliteTable(
  "forecast_log",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** Of the last bar that was seen. */
    openTime: integer("open_time").notNull(),
    /** Of that bar, as it was seen. */
    revision: integer("revision").notNull(),
    /** Decimal text, as the bar has it. */
    close: text("close").notNull(),
    /** ms on the machine's clock. */
    loggedAt: integer("logged_at").notNull(),
    /** JSON: `PackedForecasts`. */
    forecasts: text("forecasts").notNull(),
    /** JSON: what came, by horizon, nearest first, as far as it is settled. */
    outcomes: text("outcomes").notNull(),
    /** Horizons that are settled: scored, or given up for a gap. */
    settled: integer("settled").notNull(),
    /** Close of the bar that settles the next one; null when all are. */
    nextDue: integer("next_due"),
    /** Events of it that its channel has had: the forecast, then one a settled horizon. */
    told: integer("told").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.symbol, table.timeframe, table.openTime] }),
    index("forecast_log_due").on(table.nextDue).where(sql`next_due IS NOT NULL`),
    index("forecast_log_untold").on(table.openTime).where(sql`told <= settled`),
  ],
);

/** What the forecasts of a series have taught, and their record since deployment. WITHOUT ROWID. */
export const forecastRecord = sqliteTable(
  "forecast_record",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** One more with each step: two that score the same cannot both. */
    version: integer("version").notNull(),
    /** JSON: states of rolling conformal by model and horizon. */
    conformal: text("conformal").notNull(),
    /** JSON: by model its version, since when, and the sums of its scores. */
    deployed: text("deployed").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] })],
);

/** Sums of the scores of a UTC day, by the day that forecasts were issued on. WITHOUT ROWID. */
export const forecastDay = sqliteTable(
  "forecast_day",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** `2026-11-21`. */
    day: text("day").notNull(),
    /** JSON: by model and horizon. */
    sums: text("sums").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe, table.day] })],
);

/** The parameters of `arima` of a series, refitted each day. WITHOUT ROWID. */
export const forecastArima = sqliteTable(
  "forecast_arima",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** The last bar that they were fitted on. */
    throughOpen: integer("through_open").notNull(),
    /** ms on the machine's clock. */
    fittedAt: integer("fitted_at").notNull(),
    /** JSON: the fit, or why there is none. */
    fitted: text("fitted").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] })],
);

/** How far the inputs of a series have moved from those that models were trained on. WITHOUT ROWID. */
export const forecastDrift = sqliteTable(
  "forecast_drift",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** ms on the machine's clock. */
    measuredAt: integer("measured_at").notNull(),
    /** Of the manifest that it was measured against. */
    revision: integer("revision").notNull(),
    /** JSON: index, verdict, rows. */
    drift: text("drift").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] })],
);
