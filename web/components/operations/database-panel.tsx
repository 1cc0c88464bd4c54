import type { DbStatus } from "../../api/operations-api.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDate, formatDuration } from "../../format/time.ts";
import { usePoll } from "../use-poll.ts";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";

const EVERY_MS = 30_000;

/** What is stored where: tables, cold objects, the stretches of each series. */
export function DatabasePanel() {
  const { api } = useOperations();
  const poll = usePoll("database", EVERY_MS, (signal) => api.database(signal));
  return (
    <Panel title="Storage" poll={poll}>
      {({ d1, r2, series }) => (
        <>
          <p class="pad num faint">
            D1 {d1.bytes === null ? "" : `${formatBytes(d1.bytes)}, `}
            {formatDuration(d1.latencyMs)}, {d1.migrations.length} migrations · R2 {formatExact(r2.objects)}{" "}
            objects, {formatBytes(r2.bytes)}, and {r2.backups} backups, {formatBytes(r2.backupBytes)}
          </p>
          <div class="ops-pair inner">
            <Tables tables={d1.tables} />
            <Stretches series={series} />
          </div>
        </>
      )}
    </Panel>
  );
}

function Tables({ tables }: { readonly tables: DbStatus["d1"]["tables"] }) {
  return (
    <Table label="Tables" heads={["Table", "Rows"]} right={["Rows"]}>
      {tables.map(({ name, rows, exact }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td class="right">
            {exact ? "" : "over "}
            {formatExact(rows)}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Stretches({ series }: { readonly series: DbStatus["series"] }) {
  if (series.length === 0) {
    return <p class="pad faint">No series is stored as a whole yet. A backfill begins one.</p>;
  }
  return (
    <Table
      label="Whole stretches"
      heads={["Series", "From, UTC", "Through, UTC", "Outages", "Mismatches"]}
      right={["Outages", "Mismatches"]}
    >
      {series.map((one) => (
        <tr key={`${one.symbol} ${one.timeframe}`}>
          <th scope="row">
            {one.symbol} {one.timeframe}
          </th>
          <td>{formatDate(one.fromOpen, "utc")}</td>
          <td>{formatDate(one.throughOpen, "utc")}</td>
          <td class="right">{formatExact(one.outages)}</td>
          <td class="right">{formatExact(one.mismatches)}</td>
        </tr>
      ))}
    </Table>
  );
}
