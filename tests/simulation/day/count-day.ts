import type { AlertCounts, AppCounts, DayCounts } from "../../../scripts/costs/model.ts";
import { calmDay } from "./day-plan.ts";
import { dayWorld } from "./day-run.ts";
import type { DayWorld, Operations } from "./day-world.ts";

const DAY_SEED = 3;
/** An alarm each half minute: a request, and the row that arms the next. */
const ALARMS_A_DAY = 2_880;
/** Tables whose rows are there once for the whole app, however many symbols it follows. */
const OF_THE_APP = ["etl_job", "etl_run", "health_sample", "api_usage", "backup", "cache_entry"];
/**
 * Tables of D1 whose rows are deleted when they are old enough. Those of the hub are written over instead
 * (durable-objects/symbol-hub/forget.node.test.ts).
 */
const PASSING = {
  d1: [
    "ohlcv WHERE timeframe IN ('1m', '5m', '15m')",
    "technical_features WHERE timeframe IN ('1m', '5m', '15m')",
  ],
  app: ["etl_run", "health_sample"],
} as const;

export interface CountedDay {
  readonly symbol: DayCounts;
  readonly app: AppCounts;
  readonly alerts: AlertCounts;
}

/**
 * Counts the operations of a calm day of one symbol, from midnight to midnight, as they are billed. Rows that
 * retention will delete are counted a second time: in the long run, as many leave as come.
 */
export async function countDay(): Promise<CountedDay> {
  const day = calmDay(DAY_SEED);
  const world = dayWorld(day);
  await world.open();
  // The cold start, and the bars of the minutes before it, are not of every day.
  const settled = day.start + 5 * 60_000;
  await world.runUntil(settled);
  const before = world.operations();
  const kept = passing(world);
  await world.runUntil(settled + 86_400_000);
  const after = world.operations();
  const gone = passing(world);
  const d1 = d1Rows(before, after);
  const hub = hubRows(before, after);
  return {
    symbol: {
      hubRowsWritten: hub.symbol + ALARMS_A_DAY,
      d1RowsWritten: d1.symbol + (gone.d1 - kept.d1),
      r2ClassA: r2(after, "put", "list") - r2(before, "put", "list"),
      r2ClassB: r2(after, "get") - r2(before, "get"),
      // Cron's heartbeat comes beside the jobs, each minute.
      hubRequests: after.hubCalls - before.hubCalls + ALARMS_A_DAY + 1_440,
    },
    app: { d1RowsWritten: d1.app + gone.app - kept.app, r2ClassB: r2(after, "head") - r2(before, "head") },
    alerts: {
      firings: firings(world),
      hubRowsWritten: hub.alerts,
      d1RowsWritten: d1.alerts,
      // Past its 10,000 events, the log deletes one for each that comes.
      logRowsWritten: (after.logRows - before.logRows) * 1.5,
      logRequests: after.logCalls - before.logCalls,
    },
  };
}

function d1Rows(before: Operations, after: Operations) {
  const rows = { symbol: 0, app: 0, alerts: 0 };
  for (const [table, written] of Object.entries(after.d1Rows)) {
    const added = written - (before.d1Rows[table] ?? 0);
    const whose = OF_THE_APP.includes(table) ? "app" : isOfAlerts(table) ? "alerts" : "symbol";
    rows[whose] += added;
  }
  return rows;
}

function hubRows(before: Operations, after: Operations) {
  const rows = { symbol: 0, alerts: 0 };
  for (const [table, written] of Object.entries(after.hubRows)) {
    rows[isOfAlerts(table) ? "alerts" : "symbol"] += written - (before.hubRows[table] ?? 0);
  }
  return rows;
}

function isOfAlerts(table: string): boolean {
  return table.startsWith("alert_");
}

function firings(world: DayWorld): number {
  return Number(world.d1.sqlite.prepare("SELECT count(*) AS n FROM alert_event").get()?.n);
}

/** Rows that are stored now and will leave. */
function passing(world: DayWorld): Record<keyof typeof PASSING, number> {
  const sum = (tables: readonly string[], ask: (query: string) => number) =>
    tables.reduce((total, from) => total + ask(`SELECT count(*) AS n FROM ${from}`), 0);
  const inD1 = (query: string) => Number(world.d1.sqlite.prepare(query).get()?.n);
  return {
    d1: sum(PASSING.d1, inD1),
    app: sum(PASSING.app, inD1),
  };
}

function r2(operations: Operations, ...names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (operations.r2[name] ?? 0), 0);
}
