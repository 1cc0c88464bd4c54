import { describe, expect, it } from "vitest";
import { calledOf, insideText } from "./outcome-words.ts";

const outcome = { close: 1, logReturn: 0, variance: 0, class: 0 } as const;

describe("what came of a forecast", () => {
  it("[FC-147] is told in words", () => {
    const scored = { ...outcome, state: "scored" } as const;
    const waiting = { ...outcome, state: "waiting", inside80: null, inside95: null } as const;
    expect([
      insideText({ ...scored, inside80: true, inside95: true }),
      insideText({ ...scored, inside80: false, inside95: true }),
      insideText({ ...scored, inside80: false, inside95: false }),
      insideText({ ...scored, inside80: null, inside95: null }),
      insideText(waiting),
      insideText({ ...waiting, state: "gap" }),
    ]).toEqual([
      "inside 80 %",
      "inside 95 %",
      "outside",
      "scored",
      "not known yet",
      "never scored: bars are missing",
    ]);
  });

  it("names the likeliest class", () => {
    expect([calledOf([0.5, 0.3, 0.2]), calledOf([0.2, 0.6, 0.2]), calledOf([0.1, 0.2, 0.7])]).toEqual([
      -1, 0, 1,
    ]);
  });
});
