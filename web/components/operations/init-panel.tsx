import type { InitRun } from "../../api/operations-api.ts";
import { formatExact } from "../../format/exact.ts";
import type { Tone } from "../../state/feed-view.ts";
import { Since } from "../since.tsx";
import { usePoll } from "../use-poll.ts";
import { Meter } from "./meter.tsx";
import { useOperations } from "./operations-context.ts";
import { Panel, Table } from "./panel.tsx";
import { StateMark } from "./state-mark.tsx";

type Task = InitRun["tasks"][number];

const EVERY_MS = 5_000;
const HEADS = ["Task", "State", "Progress", "Changed", "A second", "What it said"];
const TONES: Readonly<Record<Task["status"], Tone>> = {
  pending: "wait",
  running: "wait",
  done: "good",
  skipped: "good",
  failed: "bad",
};

/** Initialisations, task by task; what is over takes one line. */
export function InitPanel() {
  const { api } = useOperations();
  const poll = usePoll("init", EVERY_MS, (signal) => api.initialisations(signal));
  return (
    <Panel title="Initialisation" poll={poll}>
      {(runs) =>
        runs.length === 0 ? (
          <p class="pad faint">None yet. npm run init -- --all begins one.</p>
        ) : (
          runs.map((run) => <Run key={run.id} run={run} />)
        )
      }
    </Panel>
  );
}

function Run({ run }: { readonly run: InitRun }) {
  const over = run.tasks.filter(({ status }) => status === "done" || status === "skipped").length;
  return (
    <div>
      <p class="pad num run-line">
        <RunState run={run} />
        <span class="faint">
          {over} of {run.tasks.length} tasks, {formatExact(run.changed)} changes
          {run.createdAt !== null && (
            <>
              {", begun "}
              <Since at={run.createdAt} />
            </>
          )}
        </span>
        {run.error !== null && <span class="refusal">{run.error}</span>}
      </p>
      {run.status !== "done" && (
        <Table label="Tasks" heads={HEADS} right={["Changed", "A second"]}>
          {run.tasks.map((task) => (
            <tr key={task.name}>
              <th scope="row">{task.name}</th>
              <td>
                <StateMark tone={task.failures > 0 ? "warn" : TONES[task.status]}>{task.status}</StateMark>
              </td>
              <td>
                {task.total === null || task.total === 0 ? (
                  formatExact(task.done)
                ) : (
                  <Meter label="" used={task.done} limit={task.total} plain />
                )}
              </td>
              <td class="right">{formatExact(task.changed)}</td>
              <td class="right">{task.ratePerSecond === null ? "" : formatExact(task.ratePerSecond)}</td>
              <td class="wrap">{task.detail}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function RunState({ run }: { readonly run: InitRun }) {
  if (run.stalled) {
    return (
      <StateMark tone="warn" title="The same npm run init takes it over">
        stalled
      </StateMark>
    );
  }
  return <StateMark tone={TONES[run.status]}>{run.status}</StateMark>;
}
