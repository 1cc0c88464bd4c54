import { formatExact } from "../../format/exact.ts";
import { formatDuration } from "../../format/time.ts";
import { runView } from "../../state/job-view.ts";
import { Since } from "../since.tsx";
import { usePoll } from "../use-poll.ts";
import { useOperations } from "./operations-context.ts";
import { Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

const EVERY_MS = 5_000;

/** The last runs of a job, newest first. */
export function JobRuns({ id }: { readonly id: string }) {
  const { api } = useOperations();
  const poll = usePoll(`runs ${id}`, EVERY_MS, (signal) => api.job(id, signal));
  const runs = poll.data.value?.runs;
  if (runs === undefined) {
    return poll.error.value === null ? (
      <div class="table-skeleton" aria-busy="true" />
    ) : (
      <p class="refusal">The runs did not load: {poll.error.value.message}</p>
    );
  }
  if (runs.length === 0) return <p class="faint">It has not run yet.</p>;
  return (
    <Table
      label={`Runs of ${id}`}
      heads={["Began", "End", "By", "Took", "Rows", "What it said"]}
      right={["Took", "Rows"]}
    >
      {runs.map((run) => {
        const { tone, label } = runView(run);
        return (
          <tr key={run.startedAt}>
            <td>
              <Since at={run.startedAt} />
            </td>
            <td>
              <StateMark tone={tone}>{label}</StateMark>
            </td>
            <td>{run.trigger}</td>
            <td class="right">{run.durationMs === null ? "" : formatDuration(run.durationMs)}</td>
            <td class="right">{formatExact(run.rows)}</td>
            <td class={`wrap${run.error === null ? "" : " refusal"}`}>{run.error ?? run.detail}</td>
          </tr>
        );
      })}
    </Table>
  );
}
