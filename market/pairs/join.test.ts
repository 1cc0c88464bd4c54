import { describe, expect, it } from "vitest";
import { CARRY_MS, formingJoin, joinBars, LATENESS_MS } from "./join.ts";
import type { Side, SideBar } from "./joined-bar.ts";

const MINUTE = 60_000;
const bar = (openTime: number, close: number, revision = 0): SideBar => ({ openTime, close, revision });
const minutes = (...indexes: number[]) => indexes.map((i) => bar(i * MINUTE, 100 + i));
const side = (bars: SideBar[], clock: number): Side => ({ bars, clock });
const LATER = 1_000 * MINUTE;

describe("joining minutes", () => {
  it("[PAIR-1] joins the bars of equal open time, from the first that both may have", () => {
    const { bars, skipped } = joinBars("1m", side(minutes(0, 1, 2, 3), LATER), side(minutes(2, 3), LATER));
    expect(bars.map(({ openTime }) => openTime / MINUTE)).toEqual([2, 3]);
    expect(bars[0]).toMatchObject({ price1: 102, price2: 102, revision: 0, carried: null });
    expect(skipped).toBe(0);
  });

  it("[PAIR-2] a bar waits for its partner until the other's clock is past it by the lateness", () => {
    const due = 3 * MINUTE - 1 + LATENESS_MS.longer;
    const first = side(minutes(0, 1, 2, 3), LATER);
    const early = joinBars("1m", first, side(minutes(0, 1, 3), due - 1));
    expect(early.bars.map(({ openTime }) => openTime / MINUTE)).toEqual([0, 1]);
    expect(early).toMatchObject({ skipped: 0, waiting: 3, through: MINUTE });
    const late = joinBars("1m", first, side(minutes(0, 1, 3), due));
    expect(late.bars.map(({ openTime }) => openTime / MINUTE)).toEqual([0, 1, 3]);
    expect(late).toMatchObject({ skipped: 1, waiting: 0, through: 3 * MINUTE });
  });

  it("[PAIR-2] the clock of the side that has the bar decides nothing", () => {
    const silent = side(minutes(0, 1), 2 * MINUTE);
    expect(joinBars("1m", side(minutes(0, 1, 2, 3, 4), LATER), silent)).toMatchObject({
      waiting: 3,
      skipped: 0,
      through: MINUTE,
    });
  });

  it("[PAIR-2] a bar that comes after all is joined where it belongs", () => {
    const first = side(minutes(0, 1, 2), LATER);
    expect(joinBars("1m", first, side(minutes(0, 2), LATER)).bars).toHaveLength(2);
    expect(joinBars("1m", first, side(minutes(0, 1, 2), LATER)).bars).toHaveLength(3);
  });

  it("a price that is not positive is no bar", () => {
    const second = side([bar(0, 1), bar(MINUTE, 0), bar(2 * MINUTE, 1)], LATER);
    expect(joinBars("1m", side(minutes(0, 1, 2), LATER), second)).toMatchObject({ skipped: 1 });
  });
});

describe("joining seconds", () => {
  it("[PAIR-3] carries the last price of a symbol whose second had no trade, for a minute at most", () => {
    const own = [0, 1_000, CARRY_MS, CARRY_MS + 1_000].map((time) => bar(time, 100 + time, 1));
    const { bars, skipped } = joinBars("1s", side(own, LATER), side([bar(0, 7, 2)], LATER));
    expect(bars).toEqual([
      { openTime: 0, price1: 100, price2: 7, revision: 3, carried: null },
      { openTime: 1_000, price1: 1_100, price2: 7, revision: 3, carried: 2 },
      { openTime: CARRY_MS, price1: 100 + CARRY_MS, price2: 7, revision: 3, carried: 2 },
    ]);
    expect(skipped).toBe(1);
  });

  it("[PAIR-3] carries a price only past the lateness of seconds", () => {
    const first = side([bar(0, 1), bar(1_000, 1)], LATER);
    const clock = 1_999 + LATENESS_MS.seconds;
    expect(joinBars("1s", first, side([bar(0, 1)], clock - 1)).bars).toHaveLength(1);
    expect(joinBars("1s", first, side([bar(0, 1)], clock)).bars).toHaveLength(2);
  });
});

describe("laws of joining", () => {
  const seeds = [1, 2, 3, 4, 5];
  /** Bars with holes, by a simple congruence. */
  const holed = (seed: number, step: number) => {
    let state = seed;
    const bars: SideBar[] = [];
    for (let i = 0; i < 300; i++) {
      state = (state * 48_271) % 2_147_483_647;
      if (state % 4 !== 0) bars.push(bar(i * step, 1 + (state % 100)));
    }
    return bars;
  };

  for (const [timeframe, step] of [
    ["1s", 1_000],
    ["1m", MINUTE],
  ] as const) {
    it(`[PAIR-4] what is joined of ${timeframe} stays when more comes, and does not depend on the beginning`, () => {
      for (const seed of seeds) {
        const [all1, all2] = [holed(seed, step), holed(seed + 100, step)];
        const whole = joinBars(timeframe, side(all1, LATER * 100), side(all2, LATER * 100)).bars;
        for (const cut of [40, 77, 150, 222]) {
          const until = cut * step;
          const earlier = (bars: SideBar[]) => bars.filter(({ openTime }) => openTime < until);
          const part = joinBars(timeframe, side(earlier(all1), until), side(earlier(all2), until));
          expect(part.bars).toEqual(whole.slice(0, part.bars.length));
          const later = (bars: SideBar[]) => bars.filter(({ openTime }) => openTime >= until);
          const rest = joinBars(
            timeframe,
            side(later(all1), LATER * 100),
            side(later(all2), LATER * 100),
          ).bars;
          const settled = rest.filter(({ openTime }) => openTime >= until + CARRY_MS + step);
          expect(settled).toEqual(whole.slice(whole.length - settled.length));
        }
      }
    });
  }
});

describe("the bar that forms", () => {
  const at = (openTime: number, close = 5) => ({ openTime, close, revision: 0 });

  it("[PAIR-5] is of the newer symbol's time, and carries the other's price", () => {
    expect(formingJoin(at(MINUTE, 3), at(0, 4), 0)).toEqual({
      ...{ openTime: MINUTE, price1: 3, price2: 4, revision: 0, carried: 2 },
    });
  });

  it("[PAIR-5] is not told without a price, nor where nothing is newer than the last joined bar", () => {
    expect(formingJoin(undefined, at(0), undefined)).toBeUndefined();
    expect(formingJoin(at(MINUTE), at(MINUTE), MINUTE)).toBeUndefined();
  });
});
