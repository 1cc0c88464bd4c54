import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIMEFRAME_MS } from "../time/timeframe.ts";
import {
  anchoredFold,
  anchoredInit,
  anchoredPeek,
  anchoredStep,
  BLOCK,
  countsSince,
  LEAD_CAP,
  LONG_BLOCK,
  leadMs,
  neededFrom,
} from "./anchored.ts";
import { CORE_SET } from "./core-set.ts";
import { ema } from "./ema/ema.ts";
import { fold } from "./fold.ts";
import type { PriceBar } from "./kernel.ts";
import { obv } from "./obv/obv.ts";
import { sessionVwap } from "./session-vwap/session-vwap.ts";
import { sma } from "./sma/sma.ts";

const MINUTE = 60_000;
/** The start of a block, and of a long one. */
const ORIGIN = LONG_BLOCK * MINUTE * 1_700;

/** Bars of a quiet random walk from `first` minutes after the origin on; of which some are missing. */
function minutes(
  first: number,
  count: number,
  missing: (minute: number) => boolean = () => false,
): PriceBar[] {
  let close = 10_000;
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    close = Math.max(5_000, open + Math.round(100 * (random() - 0.5)));
    const spread = Math.round(40 * random());
    return {
      openTime: ORIGIN + (first + i) * MINUTE,
      open: open / 100,
      high: (Math.max(open, close) + spread) / 100,
      low: (Math.min(open, close) - spread) / 100,
      close: close / 100,
      volume: Math.round(1_000 * random()) / 8,
    };
  }).filter((_, i) => !missing(first + i));
}

const WHOLE = minutes(-6_000, 9_500);
/** A bar in ten is missing, and once half a block. */
const HOLED = minutes(-6_000, 9_500, (minute) => (minute * 7) % 10 === 3 || (minute > 900 && minute < 1_400));

describe.each(CORE_SET)("$key", ({ kernel, parameters }) => {
  const values = (bars: readonly PriceBar[], from = 0) => anchoredFold(kernel, parameters, "1m", bars, from);

  it.each([
    ["whole", WHOLE],
    ["holed", HOLED],
  ])("[IND-20] [IND-21] is the same bits for any %s bars from where they are needed on", (_, bars) => {
    const all = values(bars);
    const spot = fc.integer({ min: Math.floor(bars.length * 0.7), max: bars.length - 1 });
    fc.assert(
      fc.property(spot, fc.nat(500), fc.nat(300), (at, more, length) => {
        const needed = neededFrom(kernel, parameters, "1m", bars[at]?.openTime ?? 0);
        const first = bars.findIndex(({ openTime }) => openTime >= needed);
        const start = Math.max(0, first - more);
        const some = bars.slice(start, at + length + 1);
        expect(values(some, at - start)).toEqual(all.slice(at, at + length + 1));
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["whole", WHOLE],
    ["holed", HOLED],
  ])("[IND-20] streams %s bars to the bits of the batch, also after a restart from JSON", (_, bars) => {
    const all = values(bars);
    let state = anchoredInit(kernel, parameters, "1m");
    for (const [i, bar] of bars.entries()) {
      if (i % 1_237 === 0) state = JSON.parse(JSON.stringify(state));
      if (i % 331 === 0) {
        const before = JSON.stringify(state);
        expect(anchoredPeek(kernel, parameters, state, bar)).toEqual(all[i]);
        expect(JSON.stringify(state)).toBe(before);
      }
      expect(anchoredStep(kernel, parameters, state, bar)).toEqual(all[i]);
    }
  });

  it("[IND-20] has a value at each bar of a series without holes, once it leads in", () => {
    const isTold = values(WHOLE).map((value) => value !== null);
    expect(isTold.slice(3_000).every(Boolean)).toBe(true);
  });
});

it("[IND-20] changes hands at a block's start: the fold before it is over", () => {
  const at = WHOLE.findIndex(({ openTime }) => openTime === ORIGIN + BLOCK * MINUTE);
  const begin = ORIGIN + BLOCK * MINUTE - leadMs(ema, { period: 200 }, "1m");
  const own = fold(
    ema,
    { period: 200 },
    WHOLE.filter(({ openTime }) => openTime >= begin),
  );
  const lead = WHOLE.findIndex(({ openTime }) => openTime >= begin);
  expect(anchoredFold(ema, { period: 200 }, "1m", WHOLE, at)).toEqual(
    own
      .slice(at - lead)
      .slice(0, BLOCK)
      .concat(anchoredFold(ema, { period: 200 }, "1m", WHOLE, at + BLOCK)),
  );
});

it("[IND-20] differs from a fold of everything by less than anybody sees", () => {
  const all = fold(ema, { period: 200 }, WHOLE);
  for (const [i, value] of anchoredFold(ema, { period: 200 }, "1m", WHOLE).entries()) {
    if (i < 4_000) continue;
    expect(Math.abs((value ?? Number.NaN) - (all[i] ?? 0))).toBeLessThan(1e-9 * (all[i] ?? 0));
  }
});

it("[IND-20] of what forgets is a fold of everything, up to the rounding of sums", () => {
  const all = fold(sma, { period: 20 }, WHOLE);
  for (const [i, value] of anchoredFold(sma, { period: 20 }, "1m", WHOLE).entries()) {
    const want = all[i] ?? null;
    if (want === null || value === null) expect(value).toBe(want);
    else expect(Math.abs(value - want)).toBeLessThan(1e-12 * want);
  }
});

it("[IND-21] a session begins with its day, a balance with its long block, and nothing leads for ever", () => {
  const time = ORIGIN + 4_000 * MINUTE;
  const block = time - (time % (BLOCK * MINUTE));
  expect(neededFrom(sessionVwap, {}, "1m", time)).toBe(block - (block % 86_400_000));
  expect(neededFrom(obv, {}, "1m", time)).toBe(ORIGIN);
  expect(neededFrom(ema, { period: 10_000 }, "1m", time)).toBe(block - LEAD_CAP * MINUTE);
  expect(neededFrom(ema, { period: 10_000 }, "1d", TIMEFRAME_MS["1d"] * 2_000)).toBe(0);
});

it("[IND-22] a running balance tells since when it counts, 4,096 bar lengths at most", () => {
  const time = ORIGIN + 4_000 * MINUTE;
  expect(countsSince(obv, {}, "1m", time)).toBe(ORIGIN);
  expect(countsSince(obv, {}, "1m", ORIGIN + 4_096 * MINUTE)).toBe(ORIGIN + 4_096 * MINUTE);
  expect(countsSince(ema, { period: 9 }, "1m", time)).toBeNull();
  const at = WHOLE.findIndex(({ openTime }) => openTime === ORIGIN);
  const [first] = anchoredFold(obv, {}, "1m", WHOLE, at);
  expect(first).toBe(WHOLE[at]?.volume);
});
