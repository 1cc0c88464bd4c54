import { afterAll, beforeAll, expect, it } from "vitest";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { outcomesOf } from "../../market/signals/performance.ts";
import { fatesOnBars } from "../../market/signals/test-data/lifecycle-oracle.ts";
import { SIGNAL_RULES } from "../../market/signals/weights.ts";
import { outcomeSums, runSignals } from "./signal-run.ts";
import { klineCsv, TestWorld } from "./test-data/test-world.ts";

const BARS = trendingBars(3, "1h", Date.UTC(2022, 4, 1), 3_000);
const SERIES = { symbol: "AUSDT", timeframe: "1h", bars: BARS, first: 0 } as const;
let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
  await world.write("AUSDT_1h.csv.gz", klineCsv(BARS));
});
afterAll(() => world.close());

it("[CLI-32] [SIG-42] each signal has the outcome that a search for the first touch finds", async () => {
  const { decisions } = runSignals(SERIES);
  const fates = fatesOnBars(BARS, decisions, SIGNAL_RULES.lifetimeBars);
  const rows = await world.rows("signals", "--data", "AUSDT_1h.csv.gz");
  expect(rows.length).toBeGreaterThan(40);
  expect(
    rows.map((row) => ({
      ...{ openTime: row.openTime, side: row.side, touched: [row.target1At, row.target2At, row.target3At] },
      ...{ reason: row.closeReason, closePrice: row.closePrice, closedAt: row.closedAt },
      ...{ best: row.best, worst: row.worst },
    })),
  ).toEqual(fates);
});

it("[CLI-32] the summary counts every signal, the losers too, and is not between the rows", async () => {
  const { out, notices } = await world.run("signals", "--data", "AUSDT_1h.csv.gz");
  const told = outcomesOf(outcomeSums(runSignals(SERIES).signals));
  expect(told.winners + told.losers + told.active).toBe(told.issued);
  expect(told.losers).toBeGreaterThan(10);
  expect(notices).toMatch(
    new RegExp(`AUSDT 1h +${told.issued} +${told.winners} +${told.losers} +${told.active} +${told.target1} `),
  );
  expect(notices).toContain("Not investment advice.");
  expect(out).not.toContain("Not investment advice.");
  const filed = await world.run("signals", "--data", "AUSDT_1h.csv.gz", "--out", "signals.csv");
  expect(filed.out).toContain(notices);
});

it("[CLI-32] the returns are of whole trades, after costs", () => {
  const { signals } = runSignals(SERIES);
  const nets = signals.flatMap(({ side, closePrice, decision }) => {
    if (closePrice === null || decision.levels === null) return [];
    const change = closePrice / decision.levels.entry - 1;
    return [(side === "BUY" ? change : -change) - 0.0024];
  });
  const sums = outcomeSums(signals);
  expect(sums.ended).toBe(nets.length);
  expect(sums.netOfWinners + sums.netOfLosers).toBeCloseTo(
    nets.reduce((sum, net) => sum + net, 0),
    10,
  );
  expect(sums.winners).toBe(nets.filter((net) => net > 0).length);
  expect([sums.worst, sums.best]).toEqual([
    expect.closeTo(Math.min(...nets), 12),
    expect.closeTo(Math.max(...nets), 12),
  ]);
});

it("[CLI-14] signals begin with --from: what was before only leads in", async () => {
  const from = BARS[1_500]?.openTime ?? 0;
  const rows = await world.rows("signals", "--data", "AUSDT_1h.csv.gz", "--from", String(from));
  expect(rows.every(({ openTime }) => Number(openTime) >= from)).toBe(true);
  const decisions = await world.rows("signals", "--data", "AUSDT_1h.csv.gz", "--decisions");
  const later = await world.rows(
    "signals",
    "--data",
    "AUSDT_1h.csv.gz",
    "--decisions",
    "--from",
    String(from),
  );
  expect(later).toEqual(decisions.slice(1_500));
});
