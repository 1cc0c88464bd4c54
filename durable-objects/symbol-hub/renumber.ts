import type { EngineState } from "../../market/bars/engine.ts";
import { barOfSum } from "../../market/bars/sum.ts";
import { barsSnapshot, tradesSnapshot } from "./events.ts";
import type { Journal } from "./journal.ts";

/**
 * See `Journal.jump`: trades that may have been announced before a crash cannot be made again, so numbers must not
 * meet. Their channels go on with a snapshot.
 */
export function renumber(
  journal: Journal,
  { clock, seconds }: EngineState,
  symbol: string,
  missed: number,
): void {
  const recent = [...seconds.recent.values()].slice(-3);
  journal.jump(missed, (next) => {
    const trades = { channel: `trades:${symbol}`, seq: next("trades"), log: true };
    const bars = { channel: `bars:${symbol}:1s`, seq: next("bars:1s"), log: true };
    const known = recent.map(({ sum, revision }) => barOfSum(sum, "1s", true, revision));
    return [
      { ...trades, json: tradesSnapshot(trades.channel, trades.seq, clock, journal.trades.slice(-50)) },
      { ...bars, json: barsSnapshot(bars.channel, bars.seq, clock, known) },
    ];
  });
}
