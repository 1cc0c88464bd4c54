import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { createClient } from "../api/client.ts";
import { createOperationsApi, type EtlStatus } from "../api/operations-api.ts";
import { BackfillsPanel } from "../components/operations/backfills-panel.tsx";
import { CachesPanel } from "../components/operations/caches-panel.tsx";
import { DatabasePanel } from "../components/operations/database-panel.tsx";
import { StoresPanel, TrendsPanel } from "../components/operations/health-panel.tsx";
import { HubsPanel } from "../components/operations/hubs-panel.tsx";
import { InitPanel } from "../components/operations/init-panel.tsx";
import { JobsPanel } from "../components/operations/jobs-panel.tsx";
import { KeyDialog } from "../components/operations/key-dialog.tsx";
import { OperationsContext, useOperations } from "../components/operations/operations-context.ts";
import { OutcomeBar } from "../components/operations/outcome-bar.tsx";
import { SourcesPanel } from "../components/operations/sources-panel.tsx";
import { StateMark } from "../components/operations/state-mark.tsx";
import { usePoll } from "../components/use-poll.ts";
import { formatDuration } from "../format/time.ts";
import { createAdminActions } from "../state/admin-actions.ts";
import { openAdminKey } from "../state/admin-key.ts";
import type { Poll } from "../state/poll.ts";
import "../styles/operations.css";

const STATUS_MS = 5_000;
const HEALTH_MS = 8_000;
const TRENDS_MS = 60_000;

/** How Wick is doing, and the buttons for who runs it. */
export function OperationsPage() {
  const asking = useSignal(false);
  const operations = useMemo(() => {
    const key = openAdminKey(() => sessionStorage);
    return {
      key,
      api: createOperationsApi(createClient({ key: () => key.value.peek() })),
      actions: createAdminActions(key),
      askForKey: () => {
        asking.value = true;
      },
    };
  }, [asking]);
  return (
    <OperationsContext.Provider value={operations}>
      <Panels />
      <KeyDialog
        open={asking.value}
        adminKey={operations.key}
        onClose={() => {
          asking.value = false;
        }}
      />
    </OperationsContext.Provider>
  );
}

function Panels() {
  const { api, key } = useOperations();
  const status = usePoll("status", STATUS_MS, (signal) => api.status(signal));
  const health = usePoll("health", HEALTH_MS, (signal) => api.health(signal));
  const trends = usePoll("trends", TRENDS_MS, (signal) => api.trends(signal));
  return (
    <div class="ops">
      <header class="ops-head">
        <h1>Operations</h1>
        <JobsStatus poll={status} />
        <KeyTools />
      </header>
      <OutcomeBar />
      <StoresPanel health={health} />
      <JobsPanel />
      <div class="ops-pair">
        <HubsPanel poll={health} />
        <SourcesPanel />
      </div>
      {key.value.value !== null && <InitPanel />}
      {key.value.value !== null && <BackfillsPanel />}
      <CachesPanel />
      <TrendsPanel trends={trends} />
      {key.value.value !== null && <DatabasePanel />}
    </div>
  );
}

function JobsStatus({ poll }: { readonly poll: Poll<EtlStatus> }) {
  const status = poll.data.value;
  if (poll.error.value !== null) return <StateMark tone="bad">The server does not answer</StateMark>;
  if (status === null) return <span class="bone" />;
  const { counts, oldestLag, lastHour } = status;
  return (
    <>
      <StateMark tone={status.status === "ok" ? "good" : "bad"}>
        {counts.failing > 0
          ? `${counts.failing} jobs failing`
          : counts.late > 0
            ? `${counts.late} jobs late`
            : "ok"}
      </StateMark>
      <span class="faint num">
        {counts.enabled} of {counts.total} jobs on, {counts.running} running; runs of the last hour:{" "}
        {lastHour.ok} ok, {lastHour.failed} failed
        {oldestLag !== null && `; ${oldestLag.id} is ${formatDuration(oldestLag.lagMs)} late`}
      </span>
    </>
  );
}

/** Whether the buttons work, and how to make them. */
function KeyTools() {
  const { key, askForKey } = useOperations();
  return (
    <span class="key-tools">
      {key.value.value === null ? (
        <>
          <span class="faint">Buttons, storage and backfills need the admin key.</span>
          <button type="button" class="button small" onClick={askForKey}>
            Enter the key
          </button>
        </>
      ) : (
        <>
          <StateMark tone="good">Admin key in use</StateMark>
          <button type="button" class="button small" onClick={() => key.forget()}>
            Forget it
          </button>
        </>
      )}
    </span>
  );
}
