import type { CacheStatus } from "../../api/operations-api.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDuration } from "../../format/time.ts";
import { usePoll } from "../use-poll.ts";
import { AdminButton } from "./admin-button.tsx";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

const EVERY_MS = 10_000;
const SHOWN = 40;

export function CachesPanel() {
  const { api } = useOperations();
  const poll = usePoll("caches", EVERY_MS, (signal) => api.caches(signal));
  const tools = (
    <>
      <AdminButton
        thing="caches"
        label="Refresh"
        name="Run the jobs that fill the caches"
        run={async () => {
          await api.refreshCaches();
          await poll.refresh();
          return "The jobs that fill the caches have begun.";
        }}
      />
      <AdminButton
        thing="caches"
        label="Clear"
        name="Clear the caches"
        run={async () => {
          const cleared = await api.clearCaches();
          await poll.refresh();
          return cleared === 1 ? "1 stored entry was cleared." : `${cleared} stored entries were cleared.`;
        }}
      />
    </>
  );
  return (
    <Panel title="Caches" poll={poll} tools={tools}>
      {(status) => (
        <>
          <IsolateLine isolate={status.isolate} />
          <Stored stored={status.stored} />
        </>
      )}
    </Panel>
  );
}

function IsolateLine({ isolate }: { readonly isolate: CacheStatus["isolate"] }) {
  const rate = isolate.hitRate === null ? "no reads yet" : `${(isolate.hitRate * 100).toFixed(1)}% hits`;
  return (
    <p class="pad faint num">
      This isolate: {formatExact(isolate.entries)} answers, {formatBytes(isolate.bytes)}, {rate} (
      {formatExact(isolate.hits)} fresh, {formatExact(isolate.stale)} stale, {formatExact(isolate.misses)}{" "}
      missed)
    </p>
  );
}

function Stored({ stored }: { readonly stored: CacheStatus["stored"] }) {
  if (stored.length === 0) return <p class="pad faint">Nothing is stored yet.</p>;
  const rest = stored.length - SHOWN;
  return (
    <>
      <Table
        label="Stored entries"
        heads={["Entry", "State", "Age", "Size", "Source"]}
        right={["Age", "Size"]}
      >
        {stored.slice(0, SHOWN).map((entry) => (
          <tr key={entry.key}>
            <th scope="row">{entry.key}</th>
            <td>
              <StateMark tone={entry.fresh ? "good" : "wait"}>{entry.fresh ? "fresh" : "stale"}</StateMark>
            </td>
            <td class="right">{formatDuration(entry.ageMs)}</td>
            <td class="right">{formatBytes(entry.bytes)}</td>
            <td>{entry.source}</td>
          </tr>
        ))}
      </Table>
      {rest > 0 && <p class="pad faint">And {rest} more.</p>}
    </>
  );
}
