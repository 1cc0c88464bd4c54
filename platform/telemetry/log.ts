/** Everything the Worker logs, by name. One JSON line each. */
export type LogEvent =
  | {
      readonly event: "request_failed";
      readonly requestId: string;
      readonly method: string;
      readonly path: string;
      readonly error: string;
      readonly stack?: string | undefined;
    }
  | { readonly event: "hub_failed"; readonly symbol: string; readonly action: string; readonly error: string }
  | {
      readonly event: "job_failed";
      readonly job: string;
      readonly action: "begin" | "run" | "renew" | "record" | "abandoned";
      readonly error: string;
    }
  | { readonly event: "jobs_skipped"; readonly error: string }
  | { readonly event: "init_failed"; readonly init: string; readonly task: string; readonly error: string }
  | { readonly event: "part_failed"; readonly part: string; readonly error: string }
  | { readonly event: "manifest_refused"; readonly error: string }
  | {
      readonly event: "model_failed";
      readonly file: string;
      readonly version: string;
      readonly reason: "missing" | "hash_mismatch" | "failed";
      readonly detail: string;
    }
  | {
      readonly event: "forecast_failed";
      readonly symbol: string;
      readonly timeframe: string;
      readonly error: string;
    }
  | { readonly event: "archive_refused"; readonly path: string; readonly error: string }
  | { readonly event: "refresh_failed"; readonly what: string; readonly error: string }
  | { readonly event: "symbols_seeded"; readonly symbols: readonly string[] };

type Level = "info" | "warn" | "error";

const LEVELS: Readonly<Record<LogEvent["event"], Level>> = {
  request_failed: "error",
  hub_failed: "error",
  job_failed: "warn",
  jobs_skipped: "warn",
  init_failed: "warn",
  part_failed: "warn",
  manifest_refused: "warn",
  model_failed: "warn",
  forecast_failed: "warn",
  archive_refused: "warn",
  refresh_failed: "warn",
  symbols_seeded: "info",
};

/** The line of an event. @param now epoch ms. */
export function logLine(event: LogEvent, now: number): string {
  return JSON.stringify({ level: LEVELS[event.event], time: now, ...event });
}

export function log(event: LogEvent): void {
  console[LEVELS[event.event]](logLine(event, Date.now()));
}

/** What an unknown thrown value says, for a log line. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
