import { HUB_COUNTERS, type HubCounter, type HubStatus } from "../../contract/hub.ts";
import type { RelayStats, WeightStats } from "../../contract/rpc.ts";
import type { MetricFamily } from "./exposition.ts";
import { counter, gauge, sample } from "./family.ts";
import { type HttpCounters, LATENCY_BUCKETS_MS } from "./http-counters.ts";

const HUB_HELP: Readonly<Record<HubCounter, string>> = {
  trades: "Trades folded into bars",
  duplicates: "Trades dropped because they were already held",
  out_of_order: "Trades that came before an earlier one",
  gaps: "Gaps announced",
  missed_trades: "Trades that were missing when a gap was announced",
  bars_final: "Bars announced as final",
  revisions: "Final bars corrected",
  kline_matches: "Closed 1m bars equal to the exchange's kline",
  kline_mismatches: "Closed 1m bars that differed from the exchange's kline",
  fills: "Fills of missing trades over REST",
  filled_trades: "Trades taken over REST",
  reconnects: "Connections made after the first",
  rest_requests: "Requests to the exchange",
  rest_errors: "Requests to the exchange that failed",
  bad_frames: "Frames that could not be understood",
  id_jumps: "Jumps of the individual trade id between consecutive trades",
  outbox_sent: "Bars written to D1",
};

const STATES = ["live", "stale", "backfilling", "replay", "blocked"] as const;

export interface MetricSources {
  readonly hubs: readonly HubStatus[];
  /** Hubs, relays and the ledger that did not answer. */
  readonly silent: number;
  readonly relays: readonly RelayStats[];
  readonly ledger: WeightStats | undefined;
  readonly http: ReturnType<HttpCounters["read"]>;
  readonly cache: {
    readonly entries: number;
    readonly bytes: number;
    readonly hits: number;
    readonly stale: number;
    readonly misses: number;
  };
}

/** Every metric of Wick; the list with meanings is docs/spec/metrics.md. */
export function metricFamilies(sources: MetricSources): readonly MetricFamily[] {
  return [
    ...hubFamilies(sources.hubs),
    gauge("wick_parts_silent", "Objects that did not answer this scrape", [sample({}, sources.silent)]),
    ...relayFamilies(sources.relays),
    ...ledgerFamilies(sources.ledger),
    ...httpFamilies(sources.http),
    ...cacheFamilies(sources.cache),
  ];
}

function hubFamilies(hubs: readonly HubStatus[]): readonly MetricFamily[] {
  const each = (value: (hub: HubStatus) => number | null) =>
    hubs.flatMap((hub) => {
      const known = value(hub);
      return known === null ? [] : [sample({ symbol: hub.symbol }, known)];
    });
  return [
    ...HUB_COUNTERS.map((name) =>
      counter(
        `wick_hub_${name}_total`,
        HUB_HELP[name],
        each((hub) => hub.counters[name]),
      ),
    ),
    gauge(
      "wick_hub_state",
      "1 for the state a feed is in",
      hubs.flatMap((hub) =>
        STATES.map((state) => sample({ symbol: hub.symbol, state }, hub.state === state ? 1 : 0)),
      ),
    ),
    gauge(
      "wick_hub_connected",
      "1 while the feed is connected",
      each((hub) => Number(hub.connected)),
    ),
    gauge(
      "wick_hub_lag_ms",
      "From the exchange's clock to ours",
      each((hub) => hub.lagMs),
    ),
    gauge(
      "wick_hub_last_trade_time_ms",
      "The exchange's time of the last trade",
      each((hub) => hub.lastTradeTime),
    ),
    gauge(
      "wick_hub_outbox_depth",
      "Bars that wait for D1",
      each((hub) => hub.outboxDepth),
    ),
    gauge(
      "wick_hub_outbox_oldest_ms",
      "How long the oldest bar has waited for D1",
      each((hub) => hub.outboxOldestMs),
    ),
    gauge(
      "wick_hub_storage_bytes",
      "SQLite of the object",
      each((hub) => hub.storageBytes),
    ),
    gauge(
      "wick_hub_subscribers",
      "Relays connected",
      each((hub) => hub.subscribers),
    ),
  ];
}

function relayFamilies(relays: readonly RelayStats[]): readonly MetricFamily[] {
  const each = (value: (relay: RelayStats) => number) =>
    relays.map((relay) => sample({ relay: relay.name }, value(relay)));
  return [
    gauge(
      "wick_relay_sockets",
      "Client sockets open",
      each((relay) => relay.sockets),
    ),
    gauge(
      "wick_relay_sse_streams",
      "Event streams open",
      each((relay) => relay.sseStreams),
    ),
    gauge(
      "wick_relay_channels",
      "Channels with a subscriber",
      each((relay) => relay.channels),
    ),
    counter(
      "wick_relay_sent_total",
      "Messages sent to clients",
      each((relay) => relay.sent),
    ),
    counter(
      "wick_relay_received_total",
      "Events received from hubs",
      each((relay) => relay.received),
    ),
    counter(
      "wick_relay_closed_total",
      "Clients closed by us",
      relays.flatMap((relay) => [
        sample({ relay: relay.name, reason: "flood" }, relay.closedFlood),
        sample({ relay: relay.name, reason: "silent" }, relay.closedSilent),
      ]),
    ),
    counter(
      "wick_relay_resumes_total",
      "Channels resumed by since",
      each((relay) => relay.resumes),
    ),
  ];
}

function ledgerFamilies(ledger: WeightStats | undefined): readonly MetricFamily[] {
  if (ledger === undefined) return [];
  const one = (value: number) => [sample({}, value)];
  return [
    gauge("wick_exchange_weight_limit", "Request weight a minute the exchange allows", one(ledger.limit1m)),
    gauge("wick_exchange_weight_used", "Request weight used in this minute", one(ledger.used1m)),
    gauge("wick_exchange_weight_leased", "Request weight leased in this minute", one(ledger.leased1m)),
    gauge("wick_exchange_stopped_ms", "How long requests are still stopped", one(ledger.stoppedForMs)),
    counter("wick_exchange_rate_limited_total", "Answers with 429", one(ledger.rateLimited)),
    counter("wick_exchange_banned_total", "Answers with 418", one(ledger.banned)),
  ];
}

function httpFamilies(http: MetricSources["http"]): readonly MetricFamily[] {
  let below = 0;
  const buckets = http.buckets.map((count, position) => {
    below += count;
    const bound = LATENCY_BUCKETS_MS[position];
    return sample({ le: bound === undefined ? "+Inf" : String(bound) }, below, "_bucket");
  });
  return [
    counter(
      "wick_http_requests_total",
      "Requests this isolate answered",
      http.requests.map(({ method, route, status, requests }) =>
        sample({ method, route, status: String(status) }, requests),
      ),
    ),
    {
      name: "wick_http_request_duration_ms",
      help: "Time to the answer as the isolate's clock saw it",
      type: "histogram",
      samples: [...buckets, sample({}, http.sumMs, "_sum"), sample({}, http.count, "_count")],
    },
  ];
}

function cacheFamilies(cache: MetricSources["cache"]): readonly MetricFamily[] {
  return [
    gauge("wick_cache_entries", "Answers in this isolate's cache", [sample({}, cache.entries)]),
    gauge("wick_cache_bytes", "Bytes of this isolate's cache", [sample({}, cache.bytes)]),
    counter("wick_cache_reads_total", "Reads of this isolate's cache", [
      sample({ result: "hit" }, cache.hits),
      sample({ result: "stale" }, cache.stale),
      sample({ result: "miss" }, cache.misses),
    ]),
  ];
}
