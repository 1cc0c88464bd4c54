import { describe, expect, it } from "vitest";
import { epochMsFrom } from "./epoch.ts";

describe("a timestamp's unit is told by its range", () => {
  it("milliseconds stay", () => expect(epochMsFrom(1_723_161_255_342)).toBe(1_723_161_255_342));
  it("microseconds are cut to milliseconds", () =>
    expect(epochMsFrom(1_741_046_401_271_497)).toBe(1_741_046_401_271));
  it.each([0, -1, 1_723_161_255, 1.5, Number.NaN, 2 ** 60, 123_456_789_012_345])("%d is refused", (value) => {
    expect(() => epochMsFrom(value)).toThrow(RangeError);
  });
});
