/** Writes that need no key: they compute for whoever asks, within an allowance ([REST-90]). */
export const OPEN_POSTS: ReadonlySet<string> = new Set([
  "/api/analysis/backtest",
  "/api/analytics/compute-spread",
  "/api/analytics/compute-stats",
]);
