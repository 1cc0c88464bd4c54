import { ANALYSED_TIMEFRAMES } from "../../../contract/channels.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import type { FanOut } from "../../shared/fan-out.ts";
import type { Journal } from "../journal.ts";
import type { Analytics } from "./analytics.ts";

/** Indicators of forming bars are computed at most this often, by the exchange's clock ([ANA-10]). */
const EVERY_MS = 100;

/** Tells whoever follows `indicators:…` what moved, rendered when it is sent. */
export class IndicatorChannels {
  readonly #fanOut: FanOut;
  readonly #journal: Journal;
  readonly #channels: readonly {
    readonly channel: string;
    readonly name: string;
    readonly render: () => string | undefined;
  }[];
  #moved = false;
  #toldAt: EpochMs = 0;

  constructor(symbol: string, fanOut: FanOut, journal: Journal, analytics: Analytics) {
    this.#fanOut = fanOut;
    this.#journal = journal;
    this.#channels = ANALYSED_TIMEFRAMES.map((timeframe) => {
      const channel = `indicators:${symbol}:${timeframe}`;
      const name = `indicators:${timeframe}`;
      const render = () => analytics.indicators(timeframe, channel, journal.head(name), "update");
      return { channel, name, render };
    });
  }

  /**
   * @param moved a trade or a bar came since the last call.
   * @param clock the exchange's. What moved less than a moment after the last time is told with a later event, of which
   *   an exchange sends one a second. Null: tells at once, where nobody sends any.
   */
  announce(moved: boolean, clock: EpochMs | null): void {
    this.#moved ||= moved;
    if (!this.#moved || (clock !== null && clock < this.#toldAt + EVERY_MS)) return;
    this.#moved = false;
    this.#toldAt = clock ?? 0;
    for (const { channel, name, render } of this.#channels) {
      if (this.#fanOut.has(channel)) this.#fanOut.publishState(channel, this.#journal.head(name), render);
    }
  }
}
