import type { Health, Trends } from "../../api/operations-api.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatDuration } from "../../format/time.ts";
import type { Poll } from "../../state/poll.ts";
import { MiniChart } from "./mini-chart.tsx";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

interface HealthPanelProps {
  readonly health: Poll<Health>;
  readonly trends: Poll<Trends>;
}

/** The stores as they answer now. */
export function StoresPanel({ health }: Pick<HealthPanelProps, "health">) {
  return (
    <Panel title="Stores" poll={health}>
      {({ d1, r2, relays, ledger, outbox, backfills }) => (
        <dl class="tiles">
          <Tile name="D1" ok={d1.ok} text={d1.error ?? latencyText(d1.latencyMs)} />
          <Tile name="R2" ok={r2.ok} text={r2.error ?? latencyText(r2.latencyMs)} />
          <Tile
            name="Relays"
            ok={relays.every(({ ok }) => ok)}
            text={`${relays.length}, open sockets ${relays.reduce((sum, { stats }) => sum + (stats?.sockets ?? 0), 0)}`}
          />
          <Tile name="Outbox" ok={(outbox.oldestMs ?? 0) < OUTBOX_LATE_MS} text={outboxText(outbox)} />
          <Tile
            name="Backfills"
            ok={backfills.every(({ status }) => status !== "failed")}
            text={backfillsText(backfills)}
          />
          <Tile
            name="Request weight"
            ok={ledger.ok && (ledger.stats?.stoppedForMs ?? 0) === 0}
            text={
              ledger.stats === null
                ? "no answer"
                : `${ledger.stats.used1m} of ${ledger.stats.limit1m} a minute, ${ledger.stats.leased1m} leased`
            }
          />
        </dl>
      )}
    </Panel>
  );
}

function Tile({ name, ok, text }: { readonly name: string; readonly ok: boolean; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <StateMark tone={ok ? "good" : "bad"}>{ok ? "ok" : "not ok"}</StateMark>
        <span class="faint num">{text}</span>
      </dd>
    </div>
  );
}

/** Bars go to D1 within seconds; one that has waited for minutes means that D1 does not take them. */
const OUTBOX_LATE_MS = 120_000;

function outboxText({ depth, oldestMs }: Health["outbox"]): string {
  if (depth === 0) return "nothing waits for D1";
  const oldest = oldestMs === null ? "" : `, the oldest for ${formatDuration(oldestMs)}`;
  return `${depth} bars wait for D1${oldest}`;
}

function backfillsText(backfills: Health["backfills"]): string {
  const failed = backfills.filter(({ status }) => status === "failed").length;
  const open = backfills.length - failed;
  if (failed > 0) return `${failed} failed, ${open} under way`;
  const first = backfills[0];
  if (first === undefined) return "none under way";
  return `${open} under way: ${first.symbol} ${first.timeframe} ${Math.floor(first.progress * 100)}%`;
}

const latencyText = (ms: number | null) => (ms === null ? "" : formatDuration(ms));

const HEADS = ["Component", "Up", "Latency", "Trend of latency", "Keeps", "Growth", "Trend of size"];

/** What the samples of the last hours say: uptime, latency, storage. */
export function TrendsPanel({ trends }: Pick<HealthPanelProps, "trends">) {
  return (
    <Panel title="Health over time" poll={trends}>
      {({ components, storage, from, to }) =>
        components.every(({ samples }) => samples === 0) ? (
          <p class="pad faint">No samples yet. The job health-samples takes one every few minutes.</p>
        ) : (
          <>
            <p class="pad faint">The last {formatDuration(to - from)}.</p>
            <Table label="Health over time" heads={HEADS} right={["Up", "Latency", "Keeps", "Growth"]}>
              {components.map((one) => (
                <TrendRow
                  key={one.component}
                  one={one}
                  growth={storage.find(({ component }) => component === one.component)}
                />
              ))}
            </Table>
          </>
        )
      }
    </Panel>
  );
}

interface TrendRowProps {
  readonly one: Trends["components"][number];
  readonly growth: Trends["storage"][number] | undefined;
}

function TrendRow({ one, growth }: TrendRowProps) {
  const latencies = one.buckets.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  const sizes = one.buckets.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
  const latency = latencies.at(-1);
  const grown = growth === undefined ? 0 : growth.lastBytes - growth.firstBytes;
  return (
    <tr>
      <th scope="row">{one.component}</th>
      <td class={`right ${one.uptime !== null && one.uptime < 1 ? "down" : ""}`}>
        {one.uptime === null ? "" : `${(one.uptime * 100).toFixed(one.uptime === 1 ? 0 : 2)}%`}
      </td>
      <td class="right">{latency === undefined ? "" : formatDuration(latency)}</td>
      <td>
        <MiniChart values={latencies} />
      </td>
      <td class="right">{growth === undefined ? "" : formatBytes(growth.lastBytes)}</td>
      <td class="right">
        {growth === undefined ? "" : `${grown < 0 ? "\u2212" : "+"}${formatBytes(Math.abs(grown))}`}
      </td>
      <td>
        <MiniChart values={sizes} />
      </td>
    </tr>
  );
}
