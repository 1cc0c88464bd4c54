import { DAYS_A_MONTH, MESSAGES_A_REQUEST, OBJECT_GB, PRICES } from "./prices.ts";

/** What one symbol costs in operations on one day, as the simulated day counts them. */
export interface DayCounts {
  /** Rows written by the hub's SQLite, its alarms included. */
  readonly hubRowsWritten: number;
  /** Rows written to D1: bars, marks of change, features, series, jobs. */
  readonly d1RowsWritten: number;
  readonly r2ClassA: number;
  readonly r2ClassB: number;
  /** Calls of the hub by cron and jobs, and its alarms. */
  readonly hubRequests: number;
}

/** What the app costs on one day however many symbols it follows: the jobs' own book-keeping. */
export interface AppCounts {
  readonly d1RowsWritten: number;
  readonly r2ClassB: number;
}

/** What a day's alerts on a symbol cost in operations beside all else. */
export interface AlertCounts {
  readonly firings: number;
  readonly hubRowsWritten: number;
  readonly d1RowsWritten: number;
  /** What the owner's log writes, and how often it is told. */
  readonly logRowsWritten: number;
  readonly logRequests: number;
}

/** What is not counted but assumed, and said so. */
export interface Assumptions {
  /** Frames a second that the exchange sends for the symbol. */
  readonly framesASecond: number;
  /** D1 rows that jobs read a day for the symbol, at most (tests/workerd/job-reads.test.ts). */
  readonly d1RowsReadADay: number;
  readonly hubRowsReadADay: number;
  /** Bytes in each store when the symbol has been followed for a year. */
  readonly hubGb: number;
  readonly d1Gb: number;
  readonly r2Gb: number;
}

export interface Line {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  readonly usd: number;
}

/** The month of one symbol, line by line, in USD at list prices. */
export function symbolMonth(counts: DayCounts, assumed: Assumptions): readonly Line[] {
  const seconds = 86_400 * DAYS_A_MONTH;
  const gbSeconds = seconds * OBJECT_GB;
  const messages = (assumed.framesASecond * seconds) / MESSAGES_A_REQUEST;
  const monthly = (daily: number) => daily * DAYS_A_MONTH;
  return [
    million("hub, always awake", gbSeconds, "GB-s", PRICES.objectGbSeconds),
    million("exchange frames into the hub (20:1)", messages, "requests", PRICES.objectRequests),
    million("calls and alarms of the hub", monthly(counts.hubRequests), "requests", PRICES.objectRequests),
    million("hub rows written", monthly(counts.hubRowsWritten), "rows", PRICES.objectRowsWritten),
    million("hub rows read", monthly(assumed.hubRowsReadADay), "rows", PRICES.objectRowsRead),
    million("D1 rows written", monthly(counts.d1RowsWritten), "rows", PRICES.d1RowsWritten),
    million("D1 rows read", monthly(assumed.d1RowsReadADay), "rows", PRICES.d1RowsRead),
    million("R2 writes", monthly(counts.r2ClassA), "operations", PRICES.r2ClassA),
    million("R2 reads", monthly(counts.r2ClassB), "operations", PRICES.r2ClassB),
    stored("hub storage", assumed.hubGb, PRICES.objectStorageGb),
    stored("D1 storage", assumed.d1Gb, PRICES.d1StorageGb),
    stored("R2 storage", assumed.r2Gb, PRICES.r2StorageGb),
  ];
}

/** What is assumed of the app itself. */
export interface AppAssumptions {
  /** CPU of one invocation of cron with all that it starts. */
  readonly cronCpuMs: number;
  readonly d1RowsReadADay: number;
  /** Objects that sleep between questions, the market desk and the weight ledger. */
  readonly objectSecondsADay: number;
  readonly objectRequestsADay: number;
  readonly objectRowsWrittenADay: number;
}

/** The month of the app itself, without its symbols: to be divided by their number. */
export function appMonth(counts: AppCounts, assumed: AppAssumptions): readonly Line[] {
  const minutes = 1_440 * DAYS_A_MONTH;
  const seconds = assumed.objectSecondsADay * DAYS_A_MONTH;
  const requests = assumed.objectRequestsADay * DAYS_A_MONTH;
  const rows = assumed.objectRowsWrittenADay * DAYS_A_MONTH;
  return [
    million("desk and ledger, awake when asked", seconds * OBJECT_GB, "GB-s", PRICES.objectGbSeconds),
    million("calls of desk and ledger", requests, "requests", PRICES.objectRequests),
    million("rows written by desk and ledger", rows, "rows", PRICES.objectRowsWritten),
    million("cron invocations", minutes, "requests", PRICES.workerRequests),
    million("CPU of cron", minutes * assumed.cronCpuMs, "ms", PRICES.workerCpuMs),
    million("D1 rows written", counts.d1RowsWritten * DAYS_A_MONTH, "rows", PRICES.d1RowsWritten),
    million("D1 rows read", assumed.d1RowsReadADay * DAYS_A_MONTH, "rows", PRICES.d1RowsRead),
    million("R2 reads", counts.r2ClassB * DAYS_A_MONTH, "operations", PRICES.r2ClassB),
  ];
}

/** What a thousand subscribers cost a month: a relay of their own, their pings, the hub's frames into it. */
export function subscribersMonth(load: {
  readonly subscribers: number;
  readonly pingsAMinute: number;
  /** Frames a second from hubs into the relay. */
  readonly hubFramesASecond: number;
}): readonly Line[] {
  const seconds = 86_400 * DAYS_A_MONTH;
  const pings = (load.subscribers * load.pingsAMinute * seconds) / 60 / MESSAGES_A_REQUEST;
  const frames = (load.hubFramesASecond * seconds) / MESSAGES_A_REQUEST;
  return [
    million("relay, always awake", seconds * OBJECT_GB, "GB-s", PRICES.objectGbSeconds),
    million("pings of subscribers (20:1)", pings, "requests", PRICES.objectRequests),
    million("frames of hubs into the relay (20:1)", frames, "requests", PRICES.objectRequests),
  ];
}

/** What a day's alerts cost a month. @param awakeS how long the log, which sleeps, is awake when it is told. */
export function alertsMonth(counts: AlertCounts, awakeS: number): readonly Line[] {
  const monthly = (daily: number) => daily * DAYS_A_MONTH;
  const { hubRowsWritten, d1RowsWritten, logRowsWritten, logRequests } = counts;
  const gbSeconds = monthly(logRequests) * awakeS * OBJECT_GB;
  return [
    million("hub rows written", monthly(hubRowsWritten), "rows", PRICES.objectRowsWritten),
    million("D1 rows written", monthly(d1RowsWritten), "rows", PRICES.d1RowsWritten),
    million("log, awake when told", gbSeconds, "GB-s", PRICES.objectGbSeconds),
    million("calls of the log", monthly(logRequests), "requests", PRICES.objectRequests),
    million("rows written by the log", monthly(logRowsWritten), "rows", PRICES.objectRowsWritten),
  ];
}

/** What a pair costs a month that is followed in seconds and in minutes around the clock. */
export function pairMonth(load: {
  /** Frames a second from each of the two hubs. */
  readonly hubFramesASecond: number;
  readonly rowsAValue: number;
}): readonly Line[] {
  const seconds = 86_400 * DAYS_A_MONTH;
  const frames = (2 * load.hubFramesASecond * seconds) / MESSAGES_A_REQUEST;
  const rows = (everyS: number) => (seconds / everyS) * load.rowsAValue;
  return [
    million("pair's hub, awake while it is followed", seconds * OBJECT_GB, "GB-s", PRICES.objectGbSeconds),
    million("frames of both symbols into it (20:1)", frames, "requests", PRICES.objectRequests),
    million("rows written, 1s", rows(1), "rows", PRICES.objectRowsWritten),
    million("rows written, 1m", rows(60), "rows", PRICES.objectRowsWritten),
  ];
}

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.usd, 0);
}

function million(what: string, amount: number, unit: string, usdAMillion: number): Line {
  return { what, amount, unit, usd: (amount / 1e6) * usdAMillion };
}

function stored(what: string, gb: number, usdAGb: number): Line {
  return { what, amount: gb, unit: "GB", usd: gb * usdAGb };
}
