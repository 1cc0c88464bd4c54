import { expect, test } from "vitest";
import { HUB_COUNTERS, type HubCounter, type HubStatus } from "../../contract/hub.ts";
import type { SymbolId } from "../../contract/symbol.ts";
import { exposition } from "./exposition.ts";
import { HttpCounters } from "./http-counters.ts";
import { metricFamilies } from "./metrics.ts";

const counters = Object.fromEntries(HUB_COUNTERS.map((name, n) => [name, n])) as Record<HubCounter, number>;
const hub: HubStatus = {
  symbol: "BTCUSDT" as SymbolId,
  feed: "binance",
  state: "live",
  source: "binance",
  connected: true,
  reason: null,
  lagMs: null,
  lastTradeId: 1,
  lastTradeTime: 2,
  exchangeTime: 3,
  outboxDepth: 4,
  outboxOldestMs: null,
  storageBytes: 5,
  subscribers: 6,
  counters,
};

function given(): string {
  const http = new HttpCounters();
  http.count("GET", "/health", 200, 0);
  http.count("GET", "/health", 200, 30);
  http.count("GET", "/slow", 500, 60_000);
  const cache = { entries: 1, bytes: 2, hits: 3, stale: 4, misses: 5 };
  return exposition(
    metricFamilies({ hubs: [hub], silent: 0, relays: [], ledger: undefined, http: http.read(), cache }),
  );
}

test("[MET-1] each family has help, type and samples, once", () => {
  const families = given().matchAll(/^# TYPE (\S+) /gm);
  const names = [...families].map((match) => match[1]);
  expect(new Set(names).size).toBe(names.length);
  for (const line of given().trimEnd().split("\n")) {
    expect(line).toMatch(/^(# (HELP|TYPE) wick_[a-z0-9_]+ .+|wick_[a-z0-9_]+(\{[^}]*\})? -?[0-9.e+-]+)$/);
  }
});

test("[MET-2] every counter of a hub is a metric of its symbol; an unknown lag is no sample", () => {
  const text = given();
  for (const [n, name] of HUB_COUNTERS.entries()) {
    expect(text).toContain(`wick_hub_${name}_total{symbol="BTCUSDT"} ${n}\n`);
  }
  expect(text).toContain('wick_hub_state{symbol="BTCUSDT",state="live"} 1\n');
  expect(text).not.toContain("wick_hub_lag_ms");
});

test("[MET-3] latency buckets are cumulative and end at all", () => {
  const text = given();
  expect(text).toContain('wick_http_requests_total{method="GET",route="/health",status="200"} 2\n');
  expect(text).toContain('wick_http_request_duration_ms_bucket{le="25"} 1\n');
  expect(text).toContain('wick_http_request_duration_ms_bucket{le="50"} 2\n');
  expect(text).toContain('wick_http_request_duration_ms_bucket{le="+Inf"} 3\n');
  expect(text).toContain("wick_http_request_duration_ms_count 3\n");
});

test("[MET-1] label values are escaped", () => {
  const family = {
    name: "wick_x",
    help: "a\nb",
    type: "gauge",
    samples: [{ labels: { l: 'a"b\\\n' }, value: 1 }],
  } as const;
  expect(exposition([family])).toBe('# HELP wick_x a\\nb\n# TYPE wick_x gauge\nwick_x{l="a\\"b\\\\\\n"} 1\n');
});
