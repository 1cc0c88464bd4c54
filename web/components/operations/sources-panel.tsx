import type { SourceUse } from "../../api/operations-api.ts";
import { formatWait } from "../../format/age.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDuration } from "../../format/time.ts";
import type { Tone } from "../../state/feed-view.ts";
import { usePoll } from "../use-poll.ts";
import { Meter } from "./meter.tsx";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

type Source = SourceUse["apis"][number];

const EVERY_MS = 10_000;
const HEADS = ["Source", "State", "Latency", "Requests", "Failed", "Refused", "Budget"];

export function SourcesPanel() {
  const { api } = useOperations();
  const poll = usePoll("sources", EVERY_MS, (signal) => api.sources(signal));
  return (
    <Panel title="Sources" poll={poll}>
      {({ apis }) => (
        <Table label="Outside sources" heads={HEADS} right={HEADS.slice(2, 6)}>
          {apis.map((source) => (
            <SourceRow key={source.source} source={source} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function SourceRow({ source }: { readonly source: Source }) {
  const { tone, label, title } = stateOf(source, Date.now());
  return (
    <tr>
      <th scope="row">{source.source}</th>
      <td>
        <StateMark tone={tone} title={title}>
          {label}
        </StateMark>
      </td>
      <td class="right">{source.latencyMs === null ? "" : formatDuration(source.latencyMs)}</td>
      <td class="right">{formatExact(source.counts.requests)}</td>
      <td class="right">{formatExact(source.counts.failures)}</td>
      <td class="right">{formatExact(source.counts.rateLimited)}</td>
      <td>
        {source.weight !== null && (
          <Meter
            label="/min"
            used={source.weight.used1m + source.weight.leased1m}
            limit={source.weight.limit1m}
          />
        )}
        {source.budget.map(({ window, used, limit }) => (
          <Meter key={window} label={`/${window}`} used={used} limit={limit} />
        ))}
      </td>
    </tr>
  );
}

/** A source in a word: why it is not asked first, then how it answered. */
function stateOf(source: Source, now: number): { tone: Tone; label: string; title?: string } {
  if (source.unused === "not_listed")
    return { tone: "wait", label: "not used", title: "Not in MARKET_SOURCES" };
  if (source.unused === "needs_key") return { tone: "wait", label: "needs a key" };
  const { state, retryAt, failures } = source.breaker;
  const why = source.lastFailure === null ? {} : { title: `${source.lastFailure}, ${failures} in a row` };
  if (source.weight !== null && source.weight.stoppedForMs > 0)
    return { tone: "bad", label: "stopped", ...why };
  if (state === "open") {
    return {
      tone: "bad",
      label: retryAt === null ? "paused" : `paused, again ${formatWait(retryAt - now)}`,
      ...why,
    };
  }
  if (source.waitUntil !== null && source.waitUntil > now) {
    return { tone: "warn", label: `told to wait, again ${formatWait(source.waitUntil - now)}`, ...why };
  }
  if (state === "half_open") return { tone: "warn", label: "trying again", ...why };
  if (source.reachable === null) return { tone: "wait", label: "not asked yet" };
  return source.reachable
    ? { tone: "good", label: "reachable" }
    : { tone: "bad", label: "not reachable", ...why };
}
