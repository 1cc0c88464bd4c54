import { useSignal } from "@preact/signals";
import type { EtlJob } from "../../api/operations-api.ts";
import { formatWait } from "../../format/age.ts";
import { formatExact } from "../../format/exact.ts";
import { formatDuration } from "../../format/time.ts";
import { jobView } from "../../state/job-view.ts";
import type { Poll } from "../../state/poll.ts";
import { Since } from "../since.tsx";
import { usePoll } from "../use-poll.ts";
import { AdminButton } from "./admin-button.tsx";
import { JobRuns } from "./job-runs.tsx";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

const EVERY_MS = 5_000;
const HEADS = ["Job", "State", "Last run", "Took", "Rows", "Next", "Schedule, UTC", "Actions"];

export function JobsPanel() {
  const { api } = useOperations();
  const poll = usePoll("jobs", EVERY_MS, (signal) => api.jobs(signal));
  const open = useSignal<string | null>(null);
  return (
    <Panel
      title="Jobs"
      poll={poll}
      tools={
        <AdminButton
          thing="setup-default"
          label="Restore defaults"
          name="Restore every job's default schedule and switch it on"
          run={async () => {
            const { changed, jobs } = await api.restoreDefaults();
            poll.take(jobs);
            return changed === 0
              ? "All jobs were at their defaults."
              : `${changed} ${changed === 1 ? "job is" : "jobs are"} back at the default.`;
          }}
        />
      }
    >
      {(jobs) => (
        <Table label="Jobs" heads={HEADS} right={["Took", "Rows"]}>
          {jobs.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              poll={poll}
              open={open.value === job.id}
              onToggle={() => {
                open.value = open.value === job.id ? null : job.id;
              }}
            />
          ))}
        </Table>
      )}
    </Panel>
  );
}

interface JobRowProps {
  readonly job: EtlJob;
  readonly poll: Poll<readonly EtlJob[]>;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function JobRow({ job, poll, open, onToggle }: JobRowProps) {
  const { tone, label, reason } = jobView(job);
  const last = job.lastRun;
  return (
    <>
      <tr data-job={job.id}>
        <th scope="row">
          <button
            type="button"
            class="row-toggle"
            aria-expanded={open}
            title={job.description}
            onClick={onToggle}
          >
            {job.id}
          </button>
        </th>
        <td>
          <StateMark tone={tone}>{label}</StateMark>
        </td>
        <td>{last === null ? <span class="faint">never</span> : <Since at={last.startedAt} />}</td>
        <td class="right">{last?.durationMs == null ? "" : formatDuration(last.durationMs)}</td>
        <td class="right">{last === null ? "" : formatExact(last.rows)}</td>
        <td>{job.nextAt === null ? <span class="faint">—</span> : formatWait(job.nextAt - Date.now())}</td>
        <td class="cron" title={job.cron === job.defaultCron ? "The default" : `Default: ${job.defaultCron}`}>
          {job.cron}
        </td>
        <td class="actions">
          <JobButtons job={job} poll={poll} />
        </td>
      </tr>
      {(reason !== null || (last?.detail ?? null) !== null) && (
        <tr class="under">
          <td colSpan={HEADS.length} class={reason === null ? "faint" : "refusal"}>
            {reason ?? last?.detail}
          </td>
        </tr>
      )}
      {open && (
        <tr class="under">
          <td colSpan={HEADS.length}>
            <p class="faint">{job.description}</p>
            <JobRuns id={job.id} />
          </td>
        </tr>
      )}
    </>
  );
}

function JobButtons({ job, poll }: { readonly job: EtlJob; readonly poll: Poll<readonly EtlJob[]> }) {
  const { api } = useOperations();
  // The list may be a second old at the server: what it said to the action is newer.
  const put = (next: EtlJob) =>
    poll.take((poll.data.peek() ?? []).map((one) => (one.id === next.id ? next : one)));
  return (
    <span class="row-buttons">
      <AdminButton
        thing={job.id}
        label="Run"
        name={`Run ${job.id} now`}
        run={async () => {
          put(await api.runJob(job.id));
          return `${job.id} has begun.`;
        }}
      />
      <AdminButton
        thing={job.id}
        label={job.enabled ? "Disable" : "Enable"}
        name={`${job.enabled ? "Disable" : "Enable"} ${job.id}`}
        run={async () => {
          put(await api.switchJob(job.id, !job.enabled));
          return `${job.id} is ${job.enabled ? "off" : "on"}.`;
        }}
      />
    </span>
  );
}
