import { describe, expect, it } from "vitest";
import type { Forecast } from "../forecast/forecast.ts";
import { type HeldPrediction, holdPrediction, predictionAt, predictionOf } from "./held-predictions.ts";

const HOUR = 3_600_000;
const at = (bar: number) => 1_723_161_600_000 + bar * HOUR;

function held(...bars: readonly number[]): readonly HeldPrediction[] {
  return bars.reduce<readonly HeldPrediction[]>(
    (before, bar) =>
      holdPrediction(before, {
        openTime: at(bar),
        prediction: {
          ...{ model: "ml_ensemble", classes: ["down", "flat", "up"], probabilities: [0.2, 0.3, 0.5] },
          ...{ skill: 0.03, issuedAt: at(bar + 1) },
        },
      }),
    [],
  );
}

const barOf = (issuedAt: number | undefined) => ((issuedAt ?? Number.NaN) - at(1)) / HOUR;

describe("predictions that decisions take in", () => {
  it("[FC-135] the newest counts, at most two bars old, and never one that has seen a later bar", () => {
    const known = held(0, 1, 2);
    expect([0, 1, 2, 3, 4].map((bar) => barOf(predictionAt(known, at(bar), "1h")?.issuedAt))).toEqual([
      0, 1, 2, 2, 2,
    ]);
    expect(predictionAt(known, at(5), "1h")).toBeNull();
    expect(predictionAt(known, at(-1), "1h")).toBeNull();
    expect(predictionAt([], at(0), "1h")).toBeNull();
  });

  it("[FC-135] are kept by their bars, in whatever order they come; the first of a bar stays", () => {
    const known = held(3, 1, 2, 5, 4);
    expect(known.map(({ openTime }) => openTime)).toEqual([at(2), at(3), at(4), at(5)]);
    const [first] = held(3);
    const other = {
      openTime: at(3),
      prediction: { ...held(9)[0]?.prediction, skill: 0.9 },
    } as HeldPrediction;
    expect(holdPrediction(held(3), other)).toEqual([first]);
  });

  it("[FC-135] are what was served, by whoever answered; nothing where there are no chances", () => {
    const forecast = {
      ...{ servedBy: "arima", probabilities: [0.1, 0.6, 0.3], issuedAt: at(1), openTime: at(0) },
    } as unknown as Forecast;
    expect(predictionOf(forecast, 0.02)).toEqual({
      openTime: at(0),
      prediction: {
        ...{ model: "arima", classes: ["down", "flat", "up"], probabilities: [0.1, 0.6, 0.3] },
        ...{ skill: 0.02, issuedAt: at(1) },
      },
    });
    expect(predictionOf({ ...forecast, probabilities: null }, 0.02)).toBeNull();
  });
});
