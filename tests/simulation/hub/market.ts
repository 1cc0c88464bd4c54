import type { Random } from "../../../scripts/replay/model/random.ts";
import { type Candle, candleOf, type Fill } from "./truth.ts";

export const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Trades begin this long before the simulation: a cold start has to walk back over some. */
const LEAD_MINUTES = 4;

/** What kind of symbol it is. Scaled values are in units of 1e-8. */
export interface MarketStyle {
  readonly tradesPerSecond: number;
  readonly price: bigint;
  readonly tick: bigint;
  readonly step: bigint;
  readonly maxSteps: number;
  readonly quiet: number;
  readonly burst: number;
  /** Share of trades whose own time lies before that of the trade before them. */
  readonly regress: number;
  readonly idJump: number;
}

/** A market that is decided before the simulation begins: all its trades, and when the exchange tells of them. */
export class SimMarket {
  readonly fills: Fill[] = [];
  /** The exchange's clock when it sends each fill. */
  readonly sentAt: number[] = [];
  /** True candles by minute, also of the day before the first fill; none for minutes the exchange was down. */
  readonly candles = new Map<number, Candle>();
  readonly firstId: number;
  readonly #down: ReadonlySet<number>;

  /** `start` and `end` are whole minutes; `down` are minutes in which the exchange does nothing. */
  constructor(random: Random, style: MarketStyle, start: number, end: number, down: ReadonlySet<number>) {
    this.#down = down;
    this.firstId = 1_000 + Math.floor(random() * 3_000_000_000);
    let fillId = this.firstId * 2 + 77;
    const lead = start - LEAD_MINUTES * MINUTE;
    let price = style.price;
    const history = Math.min(start - (start % DAY), lead - 1_100 * MINUTE);
    for (let minute = history; minute < lead; minute += MINUTE) {
      const close = walk(random, price, style, 20);
      const some = {
        id: 0,
        firstId: 0,
        lastId: Math.floor(random() * 90),
        time: minute,
        buyerIsMaker: false,
      };
      const fills = [price, close].map((at) => ({ ...some, price: at, size: style.step }));
      this.candles.set(minute, { ...candleOf(minute, fills, price), firstId: null, lastId: null });
      price = close;
    }
    const byMinute = new Map<number, Fill[]>();
    let sentAt = 0;
    for (let minute = lead; minute < end; minute += MINUTE) {
      if (down.has(minute) || random() < style.quiet) continue;
      const rate = style.tradesPerSecond * (random() < style.burst ? 6 : 1) * (0.3 + random() * 1.4);
      const count = Math.max(1, Math.round(rate * 60));
      const times = Array.from({ length: count }, () => minute + Math.floor(random() * MINUTE));
      for (const at of times.sort((a, b) => a - b)) {
        price = walk(random, price, style, 3);
        const back = random() < style.regress ? Math.floor(random() * 1_200) : 0;
        const time = down.has(at - back - ((at - back) % MINUTE)) ? at : at - back;
        if (random() < style.idJump) fillId += 3;
        const merged = random() < 0.3 ? Math.ceil(random() * 4) : 1;
        const fill: Fill = {
          id: this.firstId + this.fills.length,
          firstId: fillId,
          lastId: fillId + merged - 1,
          time,
          price,
          size: style.step * BigInt(1 + Math.floor(random() ** 3 * style.maxSteps)),
          buyerIsMaker: random() < 0.5,
        };
        fillId += merged;
        sentAt = Math.max(sentAt, at + 2 + Math.floor(random() * 15));
        this.fills.push(fill);
        this.sentAt.push(sentAt);
        const open = time - (time % MINUTE);
        const others = byMinute.get(open);
        if (others === undefined) byMinute.set(open, [fill]);
        else others.push(fill);
      }
    }
    let close = [...this.candles.values()].at(-1)?.close ?? style.price;
    for (let minute = lead; minute < end; minute += MINUTE) {
      if (down.has(minute)) continue;
      const candle = candleOf(minute, byMinute.get(minute) ?? [], close);
      this.candles.set(minute, candle);
      close = candle.close;
    }
  }

  isDown(time: number): boolean {
    return this.#down.has(time - (time % MINUTE));
  }

  fill(id: number): Fill | undefined {
    return this.fills[id - this.firstId];
  }

  /** How many fills the exchange has sent by `time`. */
  sentBy(time: number): number {
    let low = 0;
    let high = this.sentAt.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sentAt[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function walk(random: Random, price: bigint, style: MarketStyle, ticks: number): bigint {
  const step = BigInt(Math.floor((random() - 0.5) * 2 * ticks + 0.5)) * style.tick;
  const next = price + step;
  return next > style.tick * 10n ? next : price;
}
