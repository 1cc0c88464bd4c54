import type { Backfill } from "../../api/operations-api.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDate } from "../../format/time.ts";
import type { Tone } from "../../state/feed-view.ts";
import { Since } from "../since.tsx";
import { usePoll } from "../use-poll.ts";
import { Meter } from "./meter.tsx";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

const EVERY_MS = 5_000;
const HEADS = ["Series", "State", "Stretch, UTC", "Progress", "Bars", "Requests", "Last step"];
const TONES: Readonly<Record<Backfill["status"], Tone>> = {
  pending: "wait",
  fetching: "wait",
  verifying: "wait",
  done: "good",
  failed: "bad",
};

export function BackfillsPanel() {
  const { api } = useOperations();
  const poll = usePoll("backfills", EVERY_MS, (signal) => api.backfills(signal));
  return (
    <Panel title="Backfills" poll={poll}>
      {(backfills) =>
        backfills.length === 0 ? (
          <p class="pad faint">None yet. npm run init begins them.</p>
        ) : (
          <Table label="Backfills" heads={HEADS} right={["Bars", "Requests"]}>
            {backfills.map((one) => (
              <BackfillRow key={one.id} one={one} />
            ))}
          </Table>
        )
      }
    </Panel>
  );
}

function BackfillRow({ one }: { readonly one: Backfill }) {
  return (
    <>
      <tr>
        <th scope="row">
          {one.symbol} {one.timeframe}
        </th>
        <td>
          <StateMark tone={TONES[one.status]}>{one.status}</StateMark>
        </td>
        <td>
          {formatDate(one.from, "utc")} – {formatDate(one.to, "utc")}
        </td>
        <td>
          <Meter label="" used={one.progress} limit={1} text={`${Math.floor(one.progress * 100)}%`} plain />
        </td>
        <td class="right">{formatExact(one.rows)}</td>
        <td class="right">{formatExact(one.requests)}</td>
        <td>
          <Since at={one.updatedAt} />
        </td>
      </tr>
      {one.error !== null && (
        <tr class="under">
          <td colSpan={HEADS.length} class="refusal">
            {one.error}
          </td>
        </tr>
      )}
    </>
  );
}
