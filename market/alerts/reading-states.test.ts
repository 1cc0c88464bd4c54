import { expect, it } from "vitest";
import { trendingBars } from "../analysis/test-data/trending-bars.ts";
import { anchoredFold } from "../indicators/anchored.ts";
import { CORE_SET } from "../indicators/core-set.ts";
import { READING_BARS } from "../indicators/readings/reading.ts";
import { readingOf } from "../indicators/readings/readings.ts";
import { isReadableKey, READING_STATES } from "./reading-states.ts";

it("[ALERT-32] every state that a rule may wait for is one that its indicator's reading says", () => {
  const said = new Map<string, Set<string>>();
  for (const seed of [3, 5, 8, 13]) {
    const made = trendingBars(seed, "1h", 0, 1_500);
    // Now and then a jump, and a bar of much or little volume.
    const bars = made.map((bar, i) => {
      const volume = i % 97 === 0 ? bar.volume * 9 : i % 89 === 0 ? bar.volume / 90 : bar.volume;
      return { ...bar, volume };
    });
    for (const { key, kernel, parameters } of CORE_SET) {
      if (!isReadableKey(key)) continue;
      const values = anchoredFold(kernel, parameters, "1h", bars);
      const states = said.get(key) ?? new Set();
      for (let end = 300; end <= bars.length; end++) {
        const from = end - READING_BARS;
        const recent = { values: values.slice(from, end), bars: bars.slice(from, end), parameters };
        states.add(readingOf(kernel.id, recent)?.state ?? "");
      }
      said.set(key, states);
    }
  }
  for (const [key, states] of Object.entries(READING_STATES)) {
    expect([...(said.get(key) ?? [])], key).toEqual(expect.arrayContaining([...states]));
  }
});
