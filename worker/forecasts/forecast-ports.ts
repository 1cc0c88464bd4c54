import type { JobPorts } from "../jobs/job.ts";
import { exchangeClock } from "./exchange-clock.ts";
import type { ForecastPorts } from "./ports.ts";

/** What forecasts are made with, of the ports of a job. */
export function forecastPorts(ports: JobPorts): ForecastPorts {
  const { db, history, now, forecasting } = ports;
  return { db, history, now, forecasting, clock: exchangeClock(ports) };
}
