import type { Forecast } from "../market/forecast/forecast.ts";
import type { ModelTimeframe } from "../market/forecast/horizons.ts";
import type { DirectionClass } from "../market/forecast/outlook.ts";
import type { EpochMs } from "../market/time/timeframe.ts";

/** A bar was forecast: what the ensemble says, or who stands in for it. It is in the log already. */
export interface ForecastIssued {
  readonly kind: "forecast";
  /** Of the last final bar. */
  readonly openTime: EpochMs;
  /** On the machine's clock. */
  readonly loggedAt: EpochMs;
  readonly forecast: Forecast;
  /**
   * Lower end of the 95 % interval of who answered: log-loss skill of its direction, before it was deployed. Null:
   * never measured.
   */
  readonly skill: number | null;
}

/** A horizon of an earlier forecast has come. */
export interface ForecastScored {
  readonly kind: "score";
  /** Of the bar that was forecast from. */
  readonly openTime: EpochMs;
  /** In bars. */
  readonly horizon: number;
  readonly targetTime: EpochMs;
  /** What came; null where bars of the horizon are missing: then it is never scored. */
  readonly came: {
    readonly close: number;
    readonly logReturn: number;
    readonly variance: number;
    /** Of the direction's horizon alone. */
    readonly class: DirectionClass | null;
    /** Of the ensemble as it was served, or who stood in; null where it said no interval. */
    readonly inside80: boolean | null;
    readonly inside95: boolean | null;
  } | null;
}

/** Data of an update of `forecast:SYM:TF` ([FC-105]). */
export type ForecastEvent = ForecastIssued | ForecastScored;

/** Data of a snapshot of it: the newest forecast, and the newest scores, oldest first. */
export interface ForecastSnapshot {
  readonly forecast: ForecastIssued | null;
  readonly scores: readonly ForecastScored[];
}

/** What a symbol's hub is told of forecasts. */
export interface ForecastHubRpc {
  /**
   * Announces forecasts and scores on `forecast:SYM:TF`, in their order, stored first. Idempotent: what the channel
   * has had already is passed over. @throws WickError unknown_symbol where it follows none.
   */
  publishForecast(timeframe: ModelTimeframe, events: readonly ForecastEvent[]): Promise<void>;
}

/** What tells one event of a timeframe from another. */
export function forecastEventKey(event: ForecastEvent): string {
  return event.kind === "forecast" ? `${event.openTime}` : `${event.openTime}:${event.horizon}`;
}
