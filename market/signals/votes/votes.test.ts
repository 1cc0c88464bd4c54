import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { castVotes } from "../ballot.ts";
import { mirrored, RISING, thoughtDetection, thoughtScene } from "../test-data/scene.ts";
import { SIGNAL_RULES, VOTERS } from "../weights.ts";
import { bollingerVote } from "./mean-reversion.ts";
import { modelVote } from "./model.ts";
import { macdVote, rsiVote, stochRsiVote } from "./momentum.ts";
import { patternVote } from "./patterns.ts";
import { adxVote, emaLadderVote, supertrendVote } from "./trend.ts";
import { obvVote, volumeVote, vwapVote } from "./volume.ts";

const MODEL = {
  model: "ml_ensemble",
  classes: ["down", "flat", "up"],
  probabilities: [0.2, 0.3, 0.5],
  skill: 0.02,
  issuedAt: 1_723_161_600_000,
} as const;

describe("the trend votes", () => {
  it("[SIG-10] a ladder of averages in order is a full vote, each step out of order half a vote less", () => {
    expect(emaLadderVote(thoughtScene(RISING))).toMatchObject({ vote: 1 });
    expect(emaLadderVote(thoughtScene({ ...RISING, ema200: 104 }))).toMatchObject({ vote: 0.5 });
    expect(emaLadderVote(thoughtScene({ ...RISING, ema200: 103 }))).toMatchObject({ vote: 0.75 });
    expect(emaLadderVote(mirrored(thoughtScene(RISING)))?.reason).toMatch(/^Down on every horizon/);
    const { ema200: _, ...young } = RISING;
    expect(emaLadderVote(thoughtScene(young))).toBeNull();
  });

  it("[SIG-10] rounding is no step of the ladder", () => {
    const flat = { ema9: 110 - 1e-13, ema21: 110 - 3e-13, ema50: 110 - 5e-13, ema200: 110 - 7e-13 };
    expect(emaLadderVote(thoughtScene(flat))).toMatchObject({ vote: 0 });
    expect(emaLadderVote(thoughtScene({ ...flat, ema200: 110 - 1e-8 }))).toMatchObject({ vote: 0.25 });
  });

  it("[SIG-10] Supertrend votes for its side, and tells a flip", () => {
    const before = { supertrend: { line: 112, direction: -1 } };
    expect(supertrendVote(thoughtScene(RISING))).toMatchObject({ vote: 1, evidence: { line: 103 } });
    expect(supertrendVote(thoughtScene(RISING, { previous: before }))?.reason).toContain("just flipped up");
    expect(supertrendVote(thoughtScene(RISING, { previous: RISING }))?.reason).toContain("points up");
  });

  it("[SIG-10] direction counts as far as ADX shows a trend", () => {
    const di = { plusDi: 30, minusDi: 10 };
    const vote = (adx: number) => adxVote(thoughtScene({ adx: { adx, ...di } }))?.vote;
    expect([vote(15), vote(27.5), vote(40), vote(60)]).toEqual([0, 0.25, 0.5, 0.5]);
    expect(adxVote(thoughtScene({ adx: { adx: 0, plusDi: 0, minusDi: 0 } }))).toMatchObject({ vote: 0 });
  });
});

describe("the momentum votes", () => {
  it("[SIG-11] RSI is momentum between 30 and 70 and exhaustion far beyond", () => {
    const vote = (rsi: number) => rsiVote(thoughtScene({ rsi }))?.vote;
    expect([50, 60, 70, 80, 90, 100].map(vote)).toEqual([0, 0.5, 1, 0, -1, -1]);
    expect(vote(85)).toBeCloseTo(-0.5);
    expect(rsiVote(thoughtScene({ rsi: 72.44 }, { previous: { rsi: 70 } }))?.reason).toBe(
      "RSI 72.4, rising: overbought; the rise is strong but late.",
    );
  });

  it("[SIG-4] [SIG-11] RSI takes no side where nothing has moved, on either end of its scale", () => {
    for (const rsi of [0, 100]) {
      expect(rsiVote(thoughtScene({ rsi, realisedVolatility: 0 }))).toMatchObject({
        vote: 0,
        reason: expect.stringContaining("has not moved"),
      });
      expect(Math.abs(rsiVote(thoughtScene({ rsi, realisedVolatility: 0.001 }))?.vote ?? 0)).toBe(1);
    }
  });

  it("[SIG-11] a fresh MACD cross is a full vote; else level and change in ATR share it", () => {
    const macd = (histogram: number) => ({ macd: { macd: 1, signal: 1 - histogram, histogram }, atr: 10 });
    const vote = (now: number, before: number) =>
      macdVote(thoughtScene(macd(now), { previous: macd(before) }))?.vote;
    expect(vote(0.01, -0.3)).toBe(1);
    expect(vote(-0.01, 0.3)).toBe(-1);
    expect(vote(2, 1.5)).toBe(1);
    expect(vote(2, 2)).toBeCloseTo(0.6);
    expect(vote(1, 1.25)).toBeCloseTo(0.6 * 0.5 - 0.4 * 0.5);
    expect(macdVote(thoughtScene(macd(1), { previous: macd(2) }))?.reason).toContain("the distance shrinks");
  });

  it("[SIG-11] StochRSI votes fully on a turn out of an edge only", () => {
    const vote = (k: number, d: number) => stochRsiVote(thoughtScene({ stochRsi: { k, d } }))?.vote;
    expect([vote(18, 12), vote(85, 92), vote(13, 18), vote(60, 50), vote(100, 50)]).toEqual([
      1, -1, -0.125, 0.25, 0.5,
    ]);
  });
});

describe("the other votes", () => {
  it("[SIG-12] the bands count in a range, and not in a trend", () => {
    const bands = { upper: 110, middle: 100, lower: 90 };
    const vote = (close: number, adx: number) => {
      const values = { bollinger: bands, adx: { adx, plusDi: 20, minusDi: 20 } };
      const scene = thoughtScene(values);
      return bollingerVote({ ...scene, bar: { ...scene.bar, close } });
    };
    expect([vote(90, 15), vote(100, 15), vote(112, 15), vote(110, 25)].map((one) => one?.vote)).toEqual([
      1, 0, -1, -0.5,
    ]);
    expect(vote(110, 31)).toMatchObject({ vote: 0 });
    expect(vote(110, 31)?.reason).toContain("says little");
    expect(
      bollingerVote(thoughtScene({ ...RISING, bollinger: { upper: 1, middle: 1, lower: 1 } })),
    ).toBeNull();
  });

  it("[SIG-13] the distance to the VWAP counts in ATR", () => {
    expect(vwapVote(thoughtScene({ vwap: 107, atr: 4 }))).toMatchObject({ vote: 0.5 });
    expect(vwapVote(thoughtScene({ vwap: 107, atr: 0 }))).toBeNull();
  });

  it("[SIG-14] volume confirms a bar by its body, and says nothing below its mean", () => {
    const scene = thoughtScene({ relativeVolume: 2 });
    const bar = { ...scene.bar, open: 100, low: 100, high: 104, close: 104 };
    expect(volumeVote({ ...scene, bar })).toMatchObject({ vote: 0.5, evidence: { body: 1 } });
    expect(volumeVote({ ...thoughtScene({ relativeVolume: 0.9 }), bar })).toMatchObject({ vote: 0 });
    expect(volumeVote({ ...scene, bar: { ...bar, high: 100, close: 100 } })).toMatchObject({ vote: 0 });
  });

  it("[SIG-14] the slope of OBV counts in mean volumes", () => {
    // Volume 220 at 2.2 times its mean: the mean is 100.
    expect(obvVote(thoughtScene({ relativeVolume: 2.2, obvSlope: 25 }))?.vote).toBeCloseTo(0.5);
    expect(obvVote(thoughtScene({ relativeVolume: 0, obvSlope: 25 }))).toBeNull();
  });

  it("[SIG-15] patterns count by strength, and less with age", () => {
    const hammer = thoughtDetection("hammer", "bullish", 80);
    const star = thoughtDetection("shootingStar", "bearish", 50);
    const doji = thoughtDetection("doji", "neutral", 100);
    const of = (...recent: { detection: typeof hammer; age: number }[]) =>
      patternVote(thoughtScene({}, { recent }));
    expect(of({ detection: hammer, age: 0 })).toMatchObject({ source: "pattern:hammer", vote: 0.8 });
    expect(of({ detection: hammer, age: 1 }).vote).toBeCloseTo(0.48);
    expect(of({ detection: hammer, age: 1 }).reason).toBe("One bar ago: A hammer.");
    expect(of({ detection: hammer, age: 3 })).toMatchObject({ source: "pattern", vote: 0 });
    expect(of({ detection: star, age: 0 }, { detection: hammer, age: 0 }).vote).toBeCloseTo(0.3);
    // A neutral pattern is told of, but takes no side and no other's place.
    expect(of({ detection: doji, age: 0 }, { detection: star, age: 1 })).toMatchObject({
      ...{ source: "pattern:shootingStar", vote: -0.3 },
      evidence: { "doji@0": 100, "shootingStar@1": 50 },
    });
    expect(of().reason).toContain("No candlestick pattern");
  });

  it("[SIG-16] a model votes by its chances, if it has been better than naive", () => {
    expect(modelVote(thoughtScene({}, { prediction: MODEL }))).toMatchObject({
      source: "model:ml_ensemble",
      vote: 0.3,
    });
    expect(modelVote(thoughtScene({}, { prediction: { ...MODEL, skill: 0 } }))).toBeNull();
    expect(modelVote(thoughtScene({}, { prediction: { ...MODEL, skill: null } }))).toBeNull();
  });
});

describe("the ballot", () => {
  it("[SIG-3] weights of the votes that were given sum to 1, whoever is missing", () => {
    const keys = fc.subarray(Object.keys(RISING));
    fc.assert(
      fc.property(keys, fc.boolean(), (kept, hasModel) => {
        const values = Object.fromEntries(Object.entries(RISING).filter(([key]) => kept.includes(key)));
        const { votes, score, coverage } = castVotes(
          thoughtScene(values, { prediction: hasModel ? MODEL : null }),
        );
        expect(votes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(score).toBeCloseTo(
          votes.reduce((sum, one) => sum + one.weight * one.vote, 0),
          12,
        );
        expect(coverage).toBeGreaterThan(0);
        expect(coverage).toBeLessThanOrEqual(1 + 1e-12);
        expect(votes.some(({ source }) => source === "model:ml_ensemble")).toBe(hasModel);
      }),
    );
  });

  it("[SIG-3] a voter's share is his weight among those that could vote", () => {
    const { weights } = SIGNAL_RULES;
    const all = castVotes(thoughtScene(RISING, { prediction: MODEL })).votes;
    expect(all).toHaveLength(VOTERS.length);
    const sum = VOTERS.reduce((total, voter) => total + weights[voter], 0);
    expect(all.find(({ source }) => source === "rsi")?.weight).toBeCloseTo(weights.rsi / sum, 12);
    const alone = castVotes(thoughtScene({ rsi: 60 })).votes;
    expect(alone.map(({ source }) => source)).toEqual(["rsi", "pattern"]);
    expect(alone[0]?.weight).toBeCloseTo(weights.rsi / (weights.rsi + weights.pattern), 12);
  });

  it("[SIG-4] a market upside down gets every vote the other way round", () => {
    const scene = thoughtScene(RISING, {
      previous: { ...RISING, rsi: 64, macd: { macd: 3, signal: 2.5, histogram: 0.5 } },
      recent: [{ detection: thoughtDetection("hammer", "bullish", 60), age: 1 }],
      prediction: MODEL,
    });
    const up = castVotes(scene);
    const down = castVotes(mirrored(scene));
    expect(up.score).toBeGreaterThan(0.5);
    expect(down.score).toBeCloseTo(-up.score, 9);
    up.votes.forEach((vote, i) => {
      expect(down.votes[i]?.vote, vote.source).toBeCloseTo(-vote.vote, 9);
    });
  });

  it("[SIG-2] every vote has numbers, a share, and a sentence", () => {
    for (const { source, vote, weight, evidence, reason } of castVotes(thoughtScene(RISING)).votes) {
      expect(Math.abs(vote), source).toBeLessThanOrEqual(1);
      expect(weight).toBeGreaterThan(0);
      expect(Object.values(evidence).every(Number.isFinite), source).toBe(true);
      expect(reason, source).toMatch(/^[A-Z+−].*[.]$/);
    }
  });
});
