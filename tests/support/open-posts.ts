/**
 * Writes that need no key: they compute for whoever asks, within an allowance ([REST-90]), or let nobody in but by a
 * secret of their own ([FC-131]).
 */
export const OPEN_POSTS: ReadonlySet<string> = new Set([
  "/analysis/webhook",
  "/api/analysis/backtest",
  "/api/analysis/webhook",
  "/api/analytics/compute-spread",
  "/api/analytics/compute-stats",
]);
