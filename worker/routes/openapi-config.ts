/** What the OpenAPI document says besides the routes. */
export const openapiConfig = {
  openapi: "3.1.0",
  info: {
    title: "Wick",
    version: "0.1.0",
    description:
      "A crypto market desk at the edge. Times are integer milliseconds since the epoch, UTC. Decimals are JSON " +
      "numbers with every digit; `decimals=string` where a parser would round them. Every error is a problem " +
      "(RFC 9457) with a `code` to branch on. The stream's protocol is in docs/spec/stream.md.",
  },
  servers: [{ url: "/" }],
  tags: [
    { name: "system", description: "Health and metrics" },
    { name: "symbols", description: "What is followed" },
    { name: "prices", description: "Last prices and the market table" },
    { name: "coins", description: "Coins: details, market, daily charts" },
    { name: "limits", description: "Use of outside APIs" },
    { name: "features", description: "Bars" },
    { name: "analysis", description: "Indicators, patterns, backtests" },
    {
      name: "signals",
      description: "Decisions with their reasons, issued signals, what became of them, their record",
    },
    { name: "forecasts", description: "What comes next, by which model, and what that was worth" },
    { name: "analytics", description: "Pairs, price statistics, correlations" },
    { name: "alerts", description: "Rules that wait for something, and what comes of them" },
    { name: "ingestion", description: "Ticks in, and what is stored" },
    { name: "stream", description: "WebSocket, server-sent events, snapshots" },
    { name: "etl", description: "Scheduled jobs" },
    { name: "cache", description: "Warm answers" },
    { name: "admin", description: "Needs a key of scope admin" },
  ],
};

/** How a key is sent, as named by the routes that need one. */
export const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "An API key: wick_…" },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
} as const;
