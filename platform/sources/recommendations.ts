import type { DeskStatus, SourceId, SourceStatus } from "../../contract/market.ts";
import type { WeightStats } from "../../contract/rpc.ts";

export interface Recommendation {
  readonly source: SourceId | null;
  readonly severity: "info" | "warning";
  readonly text: string;
}

const KEYS: Readonly<Record<SourceId, string | null>> = {
  coingecko: "COINGECKO_API_KEY",
  coincap: "COINCAP_API_KEY",
  cryptocompare: "CRYPTOCOMPARE_API_KEY",
  binance: null,
};

/** What the counts suggest to do, in plain English; each line follows from a number that the status shows. */
export function recommendationsOf(desk: DeskStatus, weight: WeightStats | null): readonly Recommendation[] {
  const all = [...desk.sources.flatMap((source) => ofSource(source)), ...ofWeight(weight)];
  const used = desk.sources.filter(({ unused }) => unused === null);
  if (used.length === 0) {
    const text = "No outside source is used: prices come from our own hubs. Name some in MARKET_SOURCES.";
    return [...all, { source: null, severity: "info", text }];
  }
  if (used.every(({ reachable }) => reachable === false)) {
    const text = "No outside source answers: check that this address may reach them.";
    return [...all, { source: null, severity: "warning", text }];
  }
  if (all.length > 0) return all;
  return [{ source: null, severity: "info", text: "Nothing to change: every source is within its budget." }];
}

function ofSource(status: SourceStatus): Recommendation[] {
  const { source, counts } = status;
  const key = KEYS[source];
  const said: Recommendation[] = [];
  const say = (severity: Recommendation["severity"], text: string) => said.push({ source, severity, text });
  if (status.unused === "needs_key")
    say("info", `${source} is listed but answers nobody without a key: set ${key}.`);
  for (const { window, limit, used, resetsAt } of status.budget) {
    const until = `until ${new Date(resetsAt).toISOString()}`;
    if (used >= limit)
      say("warning", `The ${window}'s budget of ${source} is spent (${used} of ${limit}) ${until}.`);
    else if (window !== "minute" && used >= 0.8 * limit) {
      say(
        "warning",
        `${source} has used ${used} of ${limit} requests of its ${window}, which lasts ${until}.`,
      );
    }
  }
  if (counts.rateLimited > 0) {
    const advice = key !== null && !status.keyed ? `: a key (${key}) allows more` : "";
    say(
      "warning",
      `${source} answered 429 to ${counts.rateLimited} of ${counts.requests} requests${advice}.`,
    );
  }
  if (status.breaker.state === "open") {
    const cause =
      status.lastFailure === "refused" ? "its key or this region is refused" : `last: ${status.lastFailure}`;
    say("warning", `${source} is left alone after ${status.breaker.failures} failures in a row (${cause}).`);
  }
  if (counts.requests >= 10 && counts.timeouts / counts.requests >= 0.2) {
    say(
      "info",
      `${counts.timeouts} of ${counts.requests} requests to ${source} timed out: try it later in the order.`,
    );
  }
  if (counts.badRows > 0)
    say("info", `${source} sent ${counts.badRows} rows that made no sense; they were left out.`);
  return said;
}

function ofWeight(weight: WeightStats | null): Recommendation[] {
  if (weight === null) return [];
  const said: Recommendation[] = [];
  const say = (text: string) => said.push({ source: "binance", severity: "warning", text });
  if (weight.stoppedForMs > 0)
    say(`The exchange told this address to stop for ${Math.ceil(weight.stoppedForMs / 1_000)} s.`);
  if (weight.banned > 0)
    say(`The exchange has banned this address ${weight.banned} times (418): lower what else uses it.`);
  if (weight.used1m >= 0.8 * weight.limit1m) {
    say(
      `${weight.used1m} of ${weight.limit1m} request weight is used this minute; backfills wait for the next.`,
    );
  }
  return said;
}
