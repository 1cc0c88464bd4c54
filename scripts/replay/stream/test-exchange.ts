import type { ReplayOptions } from "../options.ts";
import { type ReplayExchange, startReplayExchange } from "../server.ts";

/** Noon, a whole minute of everything. */
export const NOON = Date.UTC(2026, 10, 20, 12);

/** A replay exchange whose clock only moves when a test moves it. */
export interface TestExchange extends ReplayExchange {
  /** Lets exchange time pass; what falls into it is streamed at the next beat. */
  pass(ms: number): void;
}

export async function startTestExchange(options: ReplayOptions = {}): Promise<TestExchange> {
  let hands = 0;
  const exchange = await startReplayExchange({
    symbols: ["BTCUSDT", "XRPUSDT"],
    seed: 5,
    historyDays: 3,
    startAt: NOON,
    now: () => hands,
    ...options,
  });
  return {
    ...exchange,
    pass: (ms) => {
      hands += ms;
    },
  };
}

/** A JSON body, taken for what the test says it is: the assertions show whether it was. */
export async function json<T>(response: Response | Promise<Response>): Promise<T> {
  return JSON.parse(await (await response).text());
}
