import type { BarEngine } from "../../market/bars/engine.ts";
import { TIMEFRAMES } from "../../market/time/timeframe.ts";
import type { FanOut } from "../shared/fan-out.ts";
import type { BarTable } from "./bar-table.ts";
import { barEvent } from "./events.ts";
import type { Journal } from "./journal.ts";

/** Tells whoever follows `bars:…` the bar in progress, rendered when it is sent. */
export class FormingChannels {
  readonly #engine: BarEngine;
  readonly #fanOut: FanOut;
  readonly #journal: Journal;
  readonly #channels;

  constructor(symbol: string, fanOut: FanOut, journal: Journal, engine: BarEngine, bars: BarTable) {
    this.#engine = engine;
    this.#fanOut = fanOut;
    this.#journal = journal;
    this.#channels = TIMEFRAMES.map((timeframe) => {
      const channel = `bars:${symbol}:${timeframe}`;
      const name = `bars:${timeframe}`;
      const render = () => {
        const bar = engine.forming(timeframe) ?? bars.newest(timeframe, 1)[0];
        return bar === undefined ? undefined : barEvent(channel, journal.head(name), bar, engine.state.clock);
      };
      return { channel, name, timeframe, render };
    });
  }

  /** A trade or a bar came. */
  announce(): void {
    for (const { channel, name, timeframe, render } of this.#channels) {
      if (this.#fanOut.has(channel) && this.#engine.hasForming(timeframe))
        this.#fanOut.publishState(channel, this.#journal.head(name), render);
    }
  }
}
