import { describe, expect, it } from "vitest";
import type { PriceBar } from "../indicators/kernel.ts";
import { PATTERN_DEFINITIONS } from "./definitions.ts";
import { type Detection, PATTERN_IDS, type PatternId } from "./detection.ts";
import { initPatterns, stepPatterns } from "./pattern-engine.ts";

type Shape = readonly [open: number, high: number, low: number, close: number, volume?: number];

/** Sixteen plain bars: bodies of 2, ranges of 6, black and white by turns, so that 100 to 102 is where they trade. */
const PLAIN: readonly Shape[] = Array.from({ length: 16 }, (_, i) =>
  i % 2 === 0 ? [102, 104, 98, 100] : [100, 104, 98, 102],
);

function last(shapes: readonly Shape[]): readonly Detection[] {
  const state = initPatterns();
  let found: readonly Detection[] = [];
  for (const [i, [open, high, low, close, volume = 10]] of [...PLAIN, ...shapes].entries()) {
    const bar: PriceBar = { openTime: i * 60_000, open, high, low, close, volume };
    found = stepPatterns(state, bar);
  }
  return found;
}

const idsOf = (shapes: readonly Shape[]) => last(shapes).map(({ pattern }) => pattern);

/** Of each pattern candles that make it, and the same with one price changed, so that they do not. */
const CASES: Readonly<Record<PatternId, { is: Shape[]; not: Shape[] }>> = {
  doji: { is: [[100, 102, 98, 100.6]], not: [[100, 102, 98, 100.61]] },
  dragonflyDoji: { is: [[100, 100.5, 96, 100.2]], not: [[100, 100.9, 96, 100.2]] },
  gravestoneDoji: { is: [[100, 104, 99.8, 100.2]], not: [[100, 104, 99.3, 100.2]] },
  longLeggedDoji: { is: [[100, 101, 99, 100.5]], not: [[100, 100.9, 99.6, 100.5]] },
  hammer: { is: [[98.5, 99.6, 95, 99.5]], not: [[98.5, 100.2, 95, 99.5]] },
  invertedHammer: { is: [[98, 102, 97.9, 99]], not: [[98, 102, 97.9, 100]] },
  hangingMan: { is: [[103.5, 104.6, 100, 104.5]], not: [[102.7, 104.6, 100, 104.5]] },
  shootingStar: { is: [[103, 107, 102.9, 104]], not: [[102, 107, 101.9, 103]] },
  bullishEngulfing: {
    is: [
      [101, 102, 99, 100],
      [99, 103, 98, 102],
    ],
    not: [
      [101, 102, 99, 100],
      [100.5, 103, 98, 102],
    ],
  },
  bearishEngulfing: {
    is: [
      [100, 102, 99, 101],
      [102, 103, 98, 99],
    ],
    not: [
      [100, 102, 99, 101],
      [102, 103, 98, 100.5],
    ],
  },
  bullishHarami: {
    is: [
      [105, 106, 99, 100],
      [102, 103, 101, 103],
    ],
    not: [
      [105, 106, 99, 100],
      [102, 107, 101, 105.5],
    ],
  },
  bearishHarami: {
    is: [
      [100, 106, 99, 105],
      [103, 103, 101, 102],
    ],
    not: [
      [100, 106, 99, 105],
      [101, 103, 99, 99.5],
    ],
  },
  piercing: {
    is: [
      [104, 105, 99, 100],
      [98.5, 104, 98, 102.5],
    ],
    not: [
      [104, 105, 99, 100],
      [98.5, 104, 98, 102],
    ],
  },
  darkCloudCover: {
    is: [
      [100, 105, 99, 104],
      [105.5, 106, 100, 101.5],
    ],
    not: [
      [100, 105, 99, 104],
      [105.5, 106, 100, 102],
    ],
  },
  morningStar: {
    is: [
      [106, 107, 99, 100],
      [99, 99.5, 97, 98.5],
      [99, 104, 98, 103],
    ],
    not: [
      [106, 107, 99, 100],
      [99, 99.5, 97, 98.5],
      [98, 104, 97, 101.8],
    ],
  },
  eveningStar: {
    is: [
      [100, 107, 99, 106],
      [107, 109, 106.5, 107.5],
      [107, 108, 102, 103],
    ],
    not: [
      [100, 107, 99, 106],
      [107, 109, 105.5, 105.9],
      [107, 108, 102, 103],
    ],
  },
  threeWhiteSoldiers: {
    is: [
      [100, 103, 99, 103],
      [101, 105, 100, 105],
      [103, 107, 102, 107],
    ],
    not: [
      [100, 103, 99, 103],
      [101, 106, 100, 105],
      [103, 107, 102, 107],
    ],
  },
  threeBlackCrows: {
    is: [
      [102, 103, 99, 99],
      [101, 102, 97, 97],
      [99, 100, 95, 95],
    ],
    not: [
      [102, 103, 99, 99],
      [101, 102, 96, 97],
      [99, 100, 95, 95],
    ],
  },
  bullishMarubozu: { is: [[100, 104.1, 99.9, 104]], not: [[100, 104.1, 99.3, 104]] },
  bearishMarubozu: { is: [[104, 104.1, 99.9, 100]], not: [[104, 104.7, 99.9, 100]] },
  tweezerTop: {
    is: [
      [101, 106, 100, 105],
      [104, 105.7, 101, 102],
    ],
    not: [
      [101, 106, 100, 105],
      [104, 105.6, 101, 102],
    ],
  },
  tweezerBottom: {
    is: [
      [101, 102, 96, 97],
      [98, 101, 96.3, 100],
    ],
    not: [
      [101, 102, 96, 97],
      [98, 101, 96.4, 100],
    ],
  },
};

describe("[PAT-2] a pattern is in the candles that make it, and not in those that just do not", () => {
  it.each(PATTERN_IDS)("%s", (id) => {
    const { is, not } = CASES[id];
    expect(idsOf(is)).toContain(id);
    expect(idsOf(not)).not.toContain(id);
  });
});

describe("[PAT-5] tweezers", () => {
  it("want an extreme of ten bars", () => {
    const [first = [0, 0, 0, 0], second = [0, 0, 0, 0]] = CASES.tweezerTop.is;
    const before: Shape[] = Array.from({ length: 10 }, () => [100, 104, 98, 102]);
    const higher: Shape = [100, 106, 98, 102];
    expect(idsOf([higher, ...before, first, second])).toContain("tweezerTop");
    expect(idsOf([higher, ...before.slice(1), first, second])).not.toContain("tweezerTop");
  });
});

describe("[PAT-1] a detection", () => {
  it("tells the bar that completed it, how many it covers, and what it says", () => {
    for (const id of PATTERN_IDS) {
      const detection = last(CASES[id].is).find(({ pattern }) => pattern === id);
      const { signal, bars, title } = PATTERN_DEFINITIONS[id];
      expect(detection).toMatchObject({ signal, bars, openTime: (15 + CASES[id].is.length) * 60_000 });
      expect(detection?.description).toMatch(new RegExp(`^${title} .*, on 1 times the usual volume\\.$`));
    }
  });

  it("comes in the order of the catalog, several on one bar", () => {
    expect(idsOf(CASES.dragonflyDoji.is)).toEqual(["doji", "dragonflyDoji", "longLeggedDoji"]);
  });

  it("is not told before its lookback is over", () => {
    for (const { lookback, bars } of Object.values(PATTERN_DEFINITIONS)) {
      expect(lookback).toBeGreaterThanOrEqual(bars);
    }
    const state = initPatterns();
    const flat = Array.from({ length: 12 }, (_, i) =>
      stepPatterns(state, { openTime: i, open: 1, high: 1, low: 1, close: 1, volume: 1 }),
    );
    expect(flat.map((found) => found.length > 0).indexOf(true)).toBe(10);
  });
});

describe("[PAT-6] strength", () => {
  const strengthOf = (shapes: readonly Shape[], id: PatternId) =>
    last(shapes).find(({ pattern }) => pattern === id)?.strength;

  it("is 40 for size, 40 for the move before and 20 for volume", () => {
    // Ranges of 6: a bar of 12 is twice that and full size. The closes before go to and fro, and end where they began.
    expect(strengthOf([[100, 106, 94, 100, 20]], "doji")).toBe(40 + 0 + 20);
    // Half the size, half the volume.
    expect(strengthOf([[100, 103, 97, 100, 10]], "doji")).toBe(20 + 0 + 10);
    // For what turns a move, none is half of it.
    expect(strengthOf([[98.5, 99.6, 95, 99.5, 10]], "hammer")).toBe(Math.round(40 * (4.6 / 12) + 20 + 10));
  });

  it("grows with the move that a reversal turns, and that a continuation follows", () => {
    const fall: Shape[] = Array.from({ length: 12 }, (_, i) => [100 - i, 102 - i, 97 - i, 99 - i]);
    const rise: Shape[] = Array.from({ length: 12 }, (_, i) => [80 + i, 83 + i, 78 + i, 81 + i]);
    const hammer: Shape = [86.5, 87, 78.5, 86.9];
    const marubozu: Shape = [88, 90, 88, 90];
    const behind = (before: Shape[], shape: Shape, id: PatternId) => strengthOf([...before, shape], id) ?? 0;
    expect(behind(fall, hammer, "hammer") - behind(rise, hammer, "hammer")).toBe(40);
    expect(behind(rise, marubozu, "bullishMarubozu") - behind(fall, marubozu, "bullishMarubozu")).toBe(40);
    expect(last([...fall, hammer]).find(({ pattern }) => pattern === "hammer")?.description).toBe(
      "Hammer after a fall of 10.2 %, on 1 times the usual volume.",
    );
  });

  it("counts four fifths where bodies share an end", () => {
    const wide: Shape[] = [
      [101, 102, 99, 100],
      [99.9, 103, 98, 101.1],
    ];
    const sharing: Shape[] = [
      [101, 102, 99, 100],
      [100, 103, 98, 101.1],
    ];
    const whole = strengthOf(wide, "bullishEngulfing") ?? 0;
    expect(strengthOf(sharing, "bullishEngulfing")).toBe(Math.round(whole * 0.8));
  });

  it("takes volume for middling where there was none before", () => {
    const silent = PLAIN.map(([open, high, low, close]): Shape => [open, high, low, close, 0]);
    const more: Shape[] = [...silent, ...silent, [100, 106, 94, 100, 5]];
    expect(strengthOf(more, "doji")).toBe(40 + 0 + 10);
    expect(last(more)[0]?.description).toBe("Doji with hardly a move before it.");
  });
});
