import { WickError } from "../../contract/errors.ts";
import { isModelTimeframe } from "../../market/forecast/horizons.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { newestForecasts } from "../../platform/d1/forecast-log.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { ForecastMemory } from "./forecast-memory.ts";
import { type Issued, issueForecasts, makeForecasts } from "./issue.ts";
import type { ForecastPorts } from "./ports.ts";
import { seriesStates } from "./series-states.ts";
import type { ShownForecast } from "./shown.ts";

/** The newest forecasts that may be shown, by symbol, and why others have none. */
export interface Newest {
  readonly shown: ReadonlyMap<string, ShownForecast>;
  readonly unavailable: Issued["unavailable"];
  /** By symbol the clock that stale data are told by. */
  readonly clocks: ReadonlyMap<string, EpochMs | null>;
}

export interface NewestPorts extends ForecastPorts {
  readonly memory: ForecastMemory;
}

const STORE_MS = 5_000;
/** A bar that is due and not final yet is asked for again after so long. */
const AGAIN_MS = 3_000;
/** How long forecasting may take a request, beyond which what was known before is shown. */
const ISSUE_MS = 15_000;
const NOT_NOW = "It cannot be forecast right now.";

/**
 * The newest forecasts of symbols. Of 1h, 12h and 1d those of the log: a bar that is not in it yet is forecast and
 * logged first ([FC-94]). Other timeframes are forecast when they are asked for, once a bar and isolate.
 * @throws WickError unavailable, where the log cannot be read and nothing of it was seen before.
 */
export async function newestOf(
  ports: NewestPorts,
  timeframe: Timeframe,
  rows: readonly SymbolRow[],
): Promise<Newest> {
  const isLogged = isModelTimeframe(timeframe);
  if (isLogged) await readLog(ports, timeframe, rows);
  const { memory } = ports;
  const clocks = await Promise.all(rows.map((row) => ports.clock(row)));
  const behind = rows.filter(({ symbol }, at) => {
    const known = memory.newest(symbol, timeframe);
    return isBehind(known, clocks[at] ?? null, timeframe) && memory.mayTry(symbol, timeframe, AGAIN_MS);
  });
  const unavailable = behind.length === 0 ? [] : await forecast(ports, timeframe, behind, isLogged);
  for (const { symbol } of behind) {
    if (memory.newest(symbol, timeframe) !== undefined) continue;
    memory.refuse(symbol, timeframe, unavailable.find((one) => one.symbol === symbol)?.detail ?? NOT_NOW);
  }
  const shown = new Map(
    rows.flatMap(({ symbol }) => {
      const known = memory.newest(symbol, timeframe);
      return known === undefined ? [] : [[symbol, known] as const];
    }),
  );
  const silent = rows.filter(({ symbol }) => !shown.has(symbol));
  return {
    shown,
    clocks: new Map(rows.map(({ symbol }, at) => [symbol, clocks[at] ?? null])),
    unavailable: silent.map(({ symbol }) => ({
      symbol,
      detail: memory.refusal(symbol, timeframe) ?? NOT_NOW,
    })),
  };
}

/** Takes what the log has into memory. Where it fails, what was seen of it before is shown, while it is not stale. */
async function readLog(
  { db, memory }: NewestPorts,
  timeframe: Timeframe,
  rows: readonly SymbolRow[],
): Promise<void> {
  try {
    const series = rows.map(({ symbol }) => [symbol, timeframe] as const);
    for (const row of await withDeadline(newestForecasts(db, series), STORE_MS, "D1")) memory.keep(row);
  } catch (cause) {
    log({ event: "part_failed", part: "forecast log", error: errorText(cause) });
    if (rows.some(({ symbol }) => memory.newest(symbol, timeframe) !== undefined)) return;
    throw new WickError("unavailable", "The log of forecasts cannot be read right now.", {
      cause,
      retryAfterMs: STORE_MS,
    });
  }
}

/** Whether a later bar than the forecast one should be final. Where nobody knows the time, only a first one is made. */
function isBehind(known: ShownForecast | undefined, clock: EpochMs | null, timeframe: Timeframe): boolean {
  if (known === undefined) return true;
  return clock !== null && clock >= known.openTime + 2 * TIMEFRAME_MS[timeframe];
}

/** What fails here leaves the older forecasts as they are. @returns why symbols have no new ones. */
async function forecast(
  ports: NewestPorts,
  timeframe: Timeframe,
  rows: readonly SymbolRow[],
  isLogged: boolean,
): Promise<Issued["unavailable"]> {
  try {
    if (isLogged) {
      const issued = issueForecasts(ports, timeframe, rows);
      const { logged, unavailable } = await withDeadline(issued, ISSUE_MS, "forecasting");
      for (const row of logged) ports.memory.keep(row);
      return unavailable;
    }
    const states = seriesStates(ports.db, timeframe, rows).catch((error: unknown) => {
      // Without parameters `arima` is silent, and the answer says so.
      log({ event: "part_failed", part: "forecast states", error: errorText(error) });
      return new Map();
    });
    const making = makeForecasts(ports, timeframe, rows, states);
    const { made, unavailable } = await withDeadline(making, ISSUE_MS, "forecasting");
    for (const row of made) ports.memory.keep({ ...row, loggedAt: null });
    return unavailable;
  } catch (error) {
    log({ event: "part_failed", part: "forecasts", error: errorText(error) });
    return [];
  }
}
