import type { Health } from "../../api/operations-api.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDuration } from "../../format/time.ts";
import type { Tone } from "../../state/feed-view.ts";
import type { Poll } from "../../state/poll.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

type Hub = Health["hubs"][number];
type HubState = NonNullable<Hub["status"]>["state"];

const TONES: Readonly<Record<HubState, Tone>> = {
  live: "good",
  replay: "good",
  backfilling: "wait",
  stale: "warn",
  blocked: "bad",
};
const HEADS = ["Symbol", "State", "Lag", "Outbox", "Gaps", "Mismatches", "Subscribers", "Storage"];

export function HubsPanel({ poll }: { readonly poll: Poll<Health> }) {
  return (
    <Panel title="Hubs" poll={poll}>
      {({ hubs }) =>
        hubs.length === 0 ? (
          <p class="faint pad">No symbols are followed yet.</p>
        ) : (
          <Table label="Hubs" heads={HEADS} right={HEADS.slice(2)}>
            {hubs.map((hub) => (
              <HubRow key={hub.symbol} hub={hub} />
            ))}
          </Table>
        )
      }
    </Panel>
  );
}

function HubRow({ hub: { symbol, status } }: { readonly hub: Hub }) {
  return (
    <tr>
      <th scope="row">{symbol}</th>
      {status === null ? (
        <>
          <td>
            <StateMark tone="bad">no answer</StateMark>
          </td>
          <td colSpan={6} />
        </>
      ) : (
        <>
          <td>
            <StateMark tone={TONES[status.state]} title={status.reason ?? undefined}>
              {status.state}
            </StateMark>
          </td>
          <td class="right">{status.lagMs === null ? "" : formatDuration(status.lagMs)}</td>
          <td class="right" title={outboxTitle(status.outboxOldestMs)}>
            {formatExact(status.outboxDepth)}
          </td>
          <td class="right">{formatExact(status.counters.gaps)}</td>
          <td class="right">{formatExact(status.counters.kline_mismatches)}</td>
          <td class="right">{formatExact(status.subscribers)}</td>
          <td class="right">{formatBytes(status.storageBytes)}</td>
        </>
      )}
    </tr>
  );
}

function outboxTitle(oldestMs: number | null): string {
  const oldest = oldestMs === null ? "" : `; the oldest has waited ${formatDuration(oldestMs)}`;
  return `Bars that wait for D1${oldest}`;
}
