import type { SignalEvent } from "../../../market/signals/signal.ts";
import { wantedSignals } from "../hub/signal-oracle.ts";
import { signalEvents } from "../hub/verify-analytics.ts";
import type { DayWorld } from "./day-world.ts";

/**
 * Compares what was told of signals with one fold of all final bars and true trades: what was issued as a whole, what
 * became of it by its order. When that was is not compared: of minutes whose trades were given up the kline decides,
 * at its end ([ANA-31]).
 */
export function unlikeSignals(world: DayWorld): { readonly wrong: string[]; readonly same: number } {
  const wrong: string[] = [];
  let same = 0;
  for (const [timeframe, events] of wantedSignals(world.world)) {
    if (timeframe === "1s") throw new Error("seconds have no signals");
    const told = signalEvents(world.world, timeframe).map(({ data }) => data);
    if (told.length !== events.length)
      wrong.push(`${timeframe}: ${told.length} events of signals, not ${events.length}`);
    for (const [index, event] of events.entries()) {
      const [found, wanted] = [told[index], dataOf(event)].map((data) => JSON.stringify(shown(data)));
      if (found === wanted) same += 1;
      else wrong.push(`${timeframe} ${index}: ${found}, not ${wanted}`);
    }
  }
  return { wrong, same };
}

type Told = { readonly event: string; readonly target?: number; readonly signal: { readonly id: string } };

function dataOf(event: SignalEvent): Told {
  const target = event.kind === "target" ? { target: event.target } : {};
  return { event: event.kind, ...target, signal: event.signal };
}

function shown(data: Told | undefined): unknown {
  if (data === undefined || data.event === "issued") return data;
  const { event, target, signal } = data;
  return { event, target, id: signal.id };
}
