import { describe, expect, it } from "vitest";
import { anchoredFold } from "../../../market/indicators/anchored.ts";
import { ema } from "../../../market/indicators/ema/ema.ts";
import type { Kernel, Parameters, Value } from "../../../market/indicators/kernel.ts";
import { sessionVwap } from "../../../market/indicators/session-vwap/session-vwap.ts";
import { sma } from "../../../market/indicators/sma/sma.ts";
import type { ViewBar } from "../wire.ts";
import { anchoredLine } from "./anchored-lines.ts";

const MINUTE = 60_000;
const START = 28_000_000;

function bar(minute: number, final = true, shake = 0): ViewBar {
  const openTime = (START + minute) * MINUTE;
  const close = 100 + 10 * Math.sin(minute / 7) + ((minute * 7_919) % 13) / 10 + shake;
  return {
    openTime,
    closeTime: openTime + MINUTE - 1,
    open: close - 0.3,
    high: close + 1,
    low: close - 1,
    close,
    volume: 5 + (minute % 11),
    quoteVolume: 1,
    n: 1,
    final,
    revision: 0,
    source: "trades",
  };
}
const series = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => bar(from + index));

const KERNELS: readonly [string, Kernel<Parameters, object, Value>, Parameters][] = [
  ["ema", ema as Kernel<Parameters, object, Value>, { period: 21 }],
  ["sma", sma as Kernel<Parameters, object, Value>, { period: 50 }],
  ["sessionVwap", sessionVwap as Kernel<Parameters, object, Value>, {}],
];

describe.each(KERNELS)("the line of %s", (_name, kernel, parameters) => {
  const all = series(0, 6_000);
  const truth = anchoredFold(kernel, parameters, "1m", all);

  it("[PAGE-31] is the server's, whichever bars came first", () => {
    const line = anchoredLine(kernel, parameters, "1m");
    for (const from of [5_500, 5_000, 4_000, 1_500]) {
      const bars = all.slice(from);
      const values = line.update(bars, false);
      expect(values).toHaveLength(bars.length);
      for (const [index, value] of values.entries()) {
        const openTime = bars[index]?.openTime ?? 0;
        const loaded = line.neededFrom(openTime) >= (bars[0]?.openTime ?? 0);
        expect(value).toEqual(loaded ? truth[from + index] : null);
      }
    }
    expect(line.update(all.slice(1_500), false).at(-1)).not.toBeNull();
  });

  it("[PAGE-31] is known from the beginning where the whole history is loaded", () => {
    const line = anchoredLine(kernel, parameters, "1m");
    expect(line.update(all, false)).not.toEqual(truth);
    expect(line.update(all, true)).toEqual(truth);
  });

  it("[PAGE-31] moves with the bar that forms, and settles on its final value", () => {
    const line = anchoredLine(kernel, parameters, "1m");
    let bars: readonly ViewBar[] = all.slice(0, 5_900);
    line.update(bars, true);
    for (let minute = 5_900; minute < 5_990; minute += 1) {
      for (const shake of [3, -2]) {
        const forming = [...bars, bar(minute, false, shake)];
        const expected = anchoredFold(kernel, parameters, "1m", forming).at(-1);
        expect(line.update(forming, true).at(-1)).toEqual(expected);
      }
      bars = [...bars, bar(minute)];
      expect(line.update(bars, true).at(-1)).toEqual(truth[minute]);
    }
  });

  it("[PAGE-31] is drawn anew where a final bar was corrected", () => {
    const line = anchoredLine(kernel, parameters, "1m");
    line.update(all, true);
    for (const corrected of [5_999, 5_700]) {
      const bars = all.with(corrected, { ...bar(corrected, true, 25), revision: 1 });
      expect(line.update(bars, true)).toEqual(anchoredFold(kernel, parameters, "1m", bars));
    }
  });
});
