import { closeTimeOf, type EpochMs, type Timeframe } from "../time/timeframe.ts";
import type { JoinedBar, Side, SideBar } from "./joined-bar.ts";

/**
 * How far a symbol's own clock must be past a bar's close before its missing bar is given up, in ms. Seconds are final
 * two seconds past their close; a minute's trades are fetched again for up to a minute before it is final.
 */
export const LATENESS_MS = { seconds: 5_000, longer: 70_000 } as const;

/** A second without trades has no bar: the last price stands in, for at most so long ([PAIR-3]). */
export const CARRY_MS = 60_000;

export interface Join {
  /** Oldest first. */
  readonly bars: readonly JoinedBar[];
  /** Bars whose partner never came. */
  readonly skipped: number;
  /** Bars at the end whose partner may still come. */
  readonly waiting: number;
  /** The last open time that is decided, joined or skipped; null before the first. */
  readonly through: EpochMs | null;
}

export function latenessOf(timeframe: Timeframe): number {
  return timeframe === "1s" ? LATENESS_MS.seconds : LATENESS_MS.longer;
}

/**
 * Joins the final bars of two symbols by open time, from the first bar that both may have ([PAIR-1] to [PAIR-4]). It
 * stops at the first bar whose partner is missing while the other's clock is not yet past its close by the lateness:
 * what is joined stays so when more bars come, but for late and corrected ones. Prices that are not positive are no
 * bars. A bar of the result depends on no later bar; where bars are dropped at the beginning, the rest stays.
 */
export function joinBars(timeframe: Timeframe, side1: Side, side2: Side): Join {
  const bars1 = side1.bars.filter(hasPrice);
  const bars2 = side2.bars.filter(hasPrice);
  const begin = Math.max(bars1[0]?.openTime ?? Infinity, bars2[0]?.openTime ?? Infinity);
  const bars: JoinedBar[] = [];
  let skipped = 0;
  let through: EpochMs | null = null;
  let i = firstFrom(bars1, begin);
  let j = firstFrom(bars2, begin);
  for (;;) {
    const openTime = Math.min(bars1[i]?.openTime ?? Infinity, bars2[j]?.openTime ?? Infinity);
    if (openTime === Infinity) break;
    const own1 = bars1[i]?.openTime === openTime ? bars1[i] : undefined;
    const own2 = bars2[j]?.openTime === openTime ? bars2[j] : undefined;
    const due = closeTimeOf(openTime, timeframe) + latenessOf(timeframe);
    if (own1 === undefined && side1.clock < due) break;
    if (own2 === undefined && side2.clock < due) break;
    through = openTime;
    const bar1 = own1 ?? carried(timeframe, bars1[i - 1], openTime);
    const bar2 = own2 ?? carried(timeframe, bars2[j - 1], openTime);
    if (bar1 !== undefined && bar2 !== undefined) {
      bars.push({
        openTime,
        price1: bar1.close,
        price2: bar2.close,
        revision: bar1.revision + bar2.revision,
        carried: own1 === undefined ? 1 : own2 === undefined ? 2 : null,
      });
    } else skipped += 1;
    if (own1 !== undefined) i += 1;
    if (own2 !== undefined) j += 1;
  }
  const waiting = begin === Infinity ? bars1.length + bars2.length : bars1.length - i + bars2.length - j;
  return { bars, skipped, waiting, through };
}

/** What forms: the latest price of a symbol, and the open time of the bar that it is of. */
export interface LatestPrice {
  readonly openTime: EpochMs;
  readonly close: number;
  readonly revision: number;
}

/**
 * The joined bar that forms: the latest prices of both symbols, at the newer one's open time; the other's is carried.
 * Undefined where no price is newer than the last joined bar, or one is missing ([PAIR-5]).
 */
export function formingJoin(
  latest1: LatestPrice | undefined,
  latest2: LatestPrice | undefined,
  lastJoined: EpochMs | undefined,
): JoinedBar | undefined {
  if (latest1 === undefined || latest2 === undefined || !hasPrice(latest1) || !hasPrice(latest2))
    return undefined;
  const openTime = Math.max(latest1.openTime, latest2.openTime);
  if (lastJoined !== undefined && openTime <= lastJoined) return undefined;
  return {
    openTime,
    price1: latest1.close,
    price2: latest2.close,
    revision: latest1.revision + latest2.revision,
    carried: latest1.openTime < openTime ? 1 : latest2.openTime < openTime ? 2 : null,
  };
}

function hasPrice({ close }: SideBar): boolean {
  return close > 0 && Number.isFinite(close);
}

function firstFrom(bars: readonly SideBar[], openTime: EpochMs): number {
  const index = bars.findIndex((bar) => bar.openTime >= openTime);
  return index < 0 ? bars.length : index;
}

function carried(timeframe: Timeframe, last: SideBar | undefined, openTime: EpochMs): SideBar | undefined {
  return timeframe === "1s" && last !== undefined && openTime - last.openTime <= CARRY_MS ? last : undefined;
}
