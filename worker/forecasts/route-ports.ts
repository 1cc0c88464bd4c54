import type { Env } from "../../platform/env.ts";
import type { Isolate } from "../isolate.ts";
import { hubStub } from "../stubs.ts";
import { exchangeClock } from "./exchange-clock.ts";
import type { NewestPorts } from "./newest.ts";

/** What routes forecast with. Made anew for each request: no request waits for what another one asked. */
export function routePorts(env: Env, isolate: Isolate): NewestPorts {
  const { config, history, models, forecasts } = isolate;
  const now = () => Date.now();
  const hub = (symbol: string) => hubStub(env, symbol);
  return {
    ...{ db: env.DB, history, now, forecasting: models, memory: forecasts },
    clock: exchangeClock({ config, now, hub }),
  };
}
