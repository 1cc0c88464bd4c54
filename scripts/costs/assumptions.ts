import type { AppAssumptions, Assumptions } from "./model.ts";

/** Bytes, at most. tests/simulation/row-bytes.test.ts measures the first four, the simulated day the next four. */
export const BYTES = {
  /** A row of `ohlcv` and of `technical_features` with its share of SQLite's pages. */
  barRow: 165,
  featureRow: 890,
  /** A trade in a hub's deflated chunk, and in a Parquet object of an hour. */
  hubTrade: 5.5,
  coldTrade: 3.2,
  /** In D1, indexes included: an event of a signal in the record, a signal as it stands, an alert that fired. */
  signalRecord: 2_000,
  signal: 450,
  alertEvent: 600,
  /** A final bar's event in the hub's log, with the patterns that ride with it. */
  event: 1_450,
  coldBar: 29,
  /** A second's bar in a deflated chunk. */
  hubSecond: 60,
  /** A bar and its features in a gzipped backup. */
  backupRow: 450,
} as const;

const DAY_S = 86_400;
/** Bars a day, and days that D1 and the hub keep them when a year has passed. */
const FRAMES = [
  { aDay: 1_440, d1Days: 30, hubDays: 13 },
  { aDay: 288, d1Days: 365, hubDays: 61 },
  { aDay: 96, d1Days: 365, hubDays: 181 },
  { aDay: 24 + 6 + 2 + 1, d1Days: 365, hubDays: 365 },
] as const;
const HUB_EVENTS = 7 * 2_000;
/** What recorded minutes, five minutes and hours bring (docs/spec/storage.md): 37 signals, each 2.8 events; and alerts. */
const A_DAY = { signals: 37, events: 104, alerts: 50 } as const;
const BACKUPS = 14;
const GB = 1e9;

/** A symbol that has been followed for a year, of so many frames (and at most as many trades) a second. */
export function assumedOf(framesASecond: number): Assumptions {
  const hot = FRAMES.reduce((sum, { aDay, d1Days }) => sum + aDay * d1Days, 0);
  const own = FRAMES.reduce((sum, { aDay, hubDays }) => sum + aDay * hubDays, 0);
  const bars = FRAMES.reduce((sum, { aDay }) => sum + aDay * 365, 0);
  const tradesADay = framesASecond * DAY_S;
  const { signals, events, alerts } = A_DAY;
  const analysed = events * BYTES.signalRecord + signals * BYTES.signal + alerts * BYTES.alertEvent;
  const hub =
    2 * tradesADay * BYTES.hubTrade + DAY_S * BYTES.hubSecond + own * BYTES.barRow + HUB_EVENTS * BYTES.event;
  const r2 = 365 * tradesADay * BYTES.coldTrade + bars * BYTES.coldBar + BACKUPS * hot * BYTES.backupRow;
  return {
    framesASecond,
    d1RowsReadADay: SYMBOL_READS_A_DAY,
    hubRowsReadADay: 1_000_000,
    hubGb: hub / GB,
    d1Gb: (hot * (BYTES.barRow + BYTES.featureRow) + 365 * analysed) / GB,
    r2Gb: r2 / GB,
  };
}

/** D1 rows that forecasting a bar of 1h writes, what is settled and told of earlier ones included (tests/workerd/forecasts.test.ts). */
export const FORECAST_ROWS_A_BAR = 18;

/** D1 rows that jobs read a day, at most: held by tests/workerd/job-reads.test.ts. */
export const SYMBOL_READS_A_DAY = 4_000_000;
export const APP_READS_A_DAY = 200_000;

/** Objects that were asked stay awake for some ten seconds. */
export const AWAKE_S = 10;
/** Each five minutes the desk by its job, the ledger by whatever job or hub needs the exchange. */
const WAKES_A_DAY = 2 * 288;

export const APP_ASSUMED: AppAssumptions = {
  cronCpuMs: 50,
  d1RowsReadADay: APP_READS_A_DAY,
  objectSecondsADay: WAKES_A_DAY * AWAKE_S,
  objectRequestsADay: 2 * WAKES_A_DAY,
  objectRowsWrittenADay: 2_000,
};

/** A thousand subscribers of busy channels on a relay of their own, which follows eight symbols. */
export const THOUSAND = { subscribers: 1_000, pingsAMinute: 2, hubFramesASecond: 8 * 20 } as const;

/** Both symbols' bars and tickers reach a pair's hub in packs, four a second each; a value is one row of its log. */
export const PAIR = { hubFramesASecond: 4, rowsAValue: 1 } as const;

/** Frames a second of a busy symbol (BTCUSDT's recorded trades: 28), and of a typical one. */
export const BUSY = 30;
export const TYPICAL = 3;
/** Symbols that share an app by default. */
export const SYMBOLS = 8;
