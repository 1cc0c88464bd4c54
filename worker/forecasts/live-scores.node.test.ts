import { expect, test } from "vitest";
import { NO_DIRECTION_SUMS, NO_HORIZON_SUMS } from "../../market/forecast/score.ts";
import { LiveScores } from "./live-scores.ts";

const sums = (n: number) => ({
  horizons: [1, 5, 24].map(() => ({ ...NO_HORIZON_SUMS, n })),
  direction: NO_DIRECTION_SUMS,
});
const DAY = { symbol: "BTCUSDT", day: "2024-09-09", sums: { lightgbm: sums(300) } };
const deployed = (symbol: string, version: string, since: number, n: number) => ({
  ...{ symbol, sums: { lightgbm: { ...sums(n), version, since } } },
});
const SCORES = new LiveScores({
  days: [DAY],
  deployed: [deployed("BTCUSDT", "old", 1, 200), deployed("ETHUSDT", "new", 5, 7)],
});
const n = (symbol: string | null, version: string | null) =>
  SCORES.of(symbol, "lightgbm", version).deployed.sums?.horizons[0]?.n;

test("[FC-102] what is told since deployment is of the version that serves, and nothing of the one before", () => {
  expect(n("BTCUSDT", "old")).toBe(200);
  expect(n("BTCUSDT", "new")).toBeUndefined();
  expect(SCORES.of("BTCUSDT", "lightgbm", "new").deployed.since).toBeNull();
  expect(n(null, "new")).toBe(7);
  expect(n(null, null)).toBe(7);
  expect(SCORES.of(null, "lightgbm", "new").days30.sums?.horizons[0]?.n).toBe(300);
});
