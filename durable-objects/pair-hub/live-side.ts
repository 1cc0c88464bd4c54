import { CARRY_MS, type LatestPrice } from "../../market/pairs/join.ts";
import type { Side, SideBar } from "../../market/pairs/joined-bar.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** One symbol of a pair as its hub tells it: final bars, the latest price, and the clock. */
export class LiveSide implements Side {
  #bars: SideBar[] = [];
  #clock: EpochMs = 0;
  #forming: LatestPrice | undefined;

  get bars(): readonly SideBar[] {
    return this.#bars;
  }

  get clock(): EpochMs {
    return this.#clock;
  }

  /** The bar that forms, else the last final one; undefined before the first. */
  get latest(): LatestPrice | undefined {
    const last = this.#bars.at(-1);
    const forming = this.#forming;
    return forming !== undefined && forming.openTime > (last?.openTime ?? 0) ? forming : last;
  }

  /** The exchange was here; it never goes back. */
  passed(time: EpochMs): void {
    if (time > this.#clock) this.#clock = time;
  }

  form(bar: LatestPrice): void {
    if (this.#forming === undefined || bar.openTime >= this.#forming.openTime) this.#forming = bar;
  }

  /** A final bar, new or corrected. @returns whether it changes anything. */
  take(bar: SideBar): boolean {
    const index = this.#bars.findLastIndex(({ openTime }) => openTime <= bar.openTime);
    const known = this.#bars[index];
    if (known?.openTime !== bar.openTime) {
      this.#bars.splice(index + 1, 0, bar);
      return true;
    }
    if (bar.revision < known.revision) return false;
    if (bar.revision === known.revision && bar.close === known.close) return false;
    this.#bars[index] = bar;
    return true;
  }

  /** Forgets the bars before a time, but for one that may be carried. */
  forgetBefore(time: EpochMs): void {
    const first = this.#bars.findIndex(({ openTime }) => openTime >= time - CARRY_MS);
    if (first > 0) this.#bars = this.#bars.slice(first);
  }
}
