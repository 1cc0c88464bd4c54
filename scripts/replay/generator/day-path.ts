import { hash32, hashText } from "../model/random.ts";
import type { Profile } from "./profile.ts";

/** Ids count from here, so that the id of a trade depends on nothing but its place in time. */
export const GENESIS_DAY = Date.UTC(2020, 0, 1) / 86_400_000;

const OCTAVES = 9;
/** Individual trades beyond one an aggregate trade, as a share of the aggregate trades. */
const EXTRA_FILLS = 0.4;

/** What is known of a generated day without looking into it: its borders' prices, its totals, its ids. */
export interface DayOutline {
  readonly day: number;
  /** Price in ticks at 00:00 of the day and of the next one. */
  readonly startTicks: number;
  readonly endTicks: number;
  /** Aggregate trades of the day, and individual trades beyond them. */
  readonly trades: number;
  readonly extraFills: number;
  /** Ids of the day's first aggregate and first individual trade. */
  readonly firstId: number;
  readonly firstFillId: number;
}

/** The days of one generated symbol. */
export class DayPath {
  readonly #profile: Profile;
  readonly #seed: number;
  readonly #rate: number;
  /** Totals before each day since the genesis; grown on demand. */
  readonly #trades = [0];
  readonly #extras = [0];

  constructor(profile: Profile, seed: number, rate: number) {
    this.#profile = profile;
    this.#seed = hash32(seed, hashText(profile.symbol));
    this.#rate = rate;
  }

  /** @throws RangeError before the genesis. */
  outline(day: number): DayOutline {
    const index = day - GENESIS_DAY;
    if (index < 0) throw new RangeError("the generated market begins on 2020-01-01");
    while (this.#trades.length <= index + 1) this.#grow();
    const trades = this.#trades[index] ?? 0;
    const extras = this.#extras[index] ?? 0;
    const base = 1_000_000 * (1 + (this.#seed % 97));
    return {
      day,
      startTicks: this.#borderTicks(day),
      endTicks: this.#borderTicks(day + 1),
      trades: (this.#trades[index + 1] ?? 0) - trades,
      extraFills: (this.#extras[index + 1] ?? 0) - extras,
      firstId: base + trades,
      firstFillId: base + trades + extras,
    };
  }

  #grow(): void {
    const index = this.#trades.length - 1;
    const day = GENESIS_DAY + index;
    const weekday = (day + 4) % 7; // 1970-01-01 was a Thursday
    const weekend = weekday === 0 || weekday === 6 ? 0.75 : 1;
    const activity = Math.exp(0.35 * this.#noise(101, 4, day) + 0.2 * this.#noise(102, 1, day));
    const trades = Math.max(200, Math.round(this.#profile.rate * this.#rate * 86_400 * weekend * activity));
    this.#trades.push((this.#trades[index] ?? 0) + trades);
    this.#extras.push((this.#extras[index] ?? 0) + Math.round(trades * EXTRA_FILLS));
  }

  /** Fractal noise in log price: wanders like a market, stays around the profile's price. */
  #borderTicks(day: number): number {
    let log = 0;
    for (let octave = 0; octave < OCTAVES; octave += 1) {
      log += 2 ** (octave / 2) * this.#noise(octave, 2 ** octave, day);
    }
    const price = this.#profile.price * Math.exp(this.#profile.dayVolatility * 0.6 * log);
    return Math.max(1, Math.round(price * 10 ** this.#profile.priceDigits));
  }

  /** Smooth noise in [-1, 1] with the given period in days. */
  #noise(channel: number, period: number, day: number): number {
    const cell = Math.floor(day / period);
    const x = day / period - cell;
    const t = x * x * (3 - 2 * x);
    const at = (index: number) => (hash32(this.#seed, channel, index) / 4_294_967_295) * 2 - 1;
    return at(cell) * (1 - t) + at(cell + 1) * t;
  }
}
