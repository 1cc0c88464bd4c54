import { openBacktest } from "../../market/backtest/run.ts";
import type { BacktestJob, BacktestNews } from "./backtest-messages.ts";
import { timeframeOf } from "./kline-lines.ts";
import { readBars } from "./read-bars.ts";

/** Bars between two words of how far it is: some tens of milliseconds with the slowest strategy. */
const SLICE = 2_000;

const tell = (news: BacktestNews) => postMessage(news);

addEventListener("message", ({ data }: MessageEvent<BacktestJob>) => {
  run(data).catch((error: unknown) => {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});

/** Beside the page, which stays at hand: reads the bars, runs the one engine over them, and tells how far it is. */
async function run({ origin, settings }: BacktestJob): Promise<void> {
  const bars = await readBars(origin, (count) => tell({ kind: "reading", bars: count }));
  if (bars.length === 0) throw new Error("There are no final bars in this stretch.");
  const timeframe = origin.kind === "file" ? timeframeOf(bars) : settings.timeframe;
  if (timeframe === null) throw new Error("The bars are of no timeframe that Wick knows.");
  const start = performance.now();
  const backtest = openBacktest(bars, { ...settings, timeframe });
  for (let part = 0; part < 1; ) {
    part = backtest.advance(SLICE);
    tell({ kind: "running", part, bars: bars.length });
  }
  tell({ kind: "done", result: backtest.result(), ms: performance.now() - start });
}
