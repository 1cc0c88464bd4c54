import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { createClient } from "../api/client.ts";
import { BacktestFormView } from "../components/backtest/backtest-form.tsx";
import { ResultView } from "../components/backtest/result-view.tsx";
import { RunStatus } from "../components/backtest/run-status.tsx";
import { useDesk } from "../components/desk-context.ts";
import { Notice } from "../components/notice.tsx";
import { type BacktestForm, firstForm, type Wish, wishOf } from "../state/backtest/backtest-form.ts";
import { openSession } from "../state/backtest/backtest-session.ts";
import "../styles/backtest.css";

/** Days of hours to begin with: enough for some trades, read in a moment. */
const FIRST_DAYS = 180;
const DAY_MS = 86_400_000;

const openWorker = () =>
  new Worker(new URL("../workers/backtest-worker.ts", import.meta.url), { type: "module" });

/** Tests a strategy on past bars, in the viewer's own browser. */
export function BacktestPage() {
  const { board } = useDesk();
  const { api } = useMemo(() => createClient(), []);
  const session = useMemo(() => openSession(openWorker), []);
  useEffect(() => () => session.cancel(), [session]);
  const market = board.markets.value[0];
  const form = useSignal<BacktestForm>(firstForm("", { from: "", to: "" }));
  const known = market?.symbol;
  useEffect(() => {
    if (market === undefined || form.peek().symbol !== "") return;
    // The market's own clock: a recording of 2024 has no bars of today.
    const now = market.asOf.peek() ?? Date.now();
    form.value = firstForm(market.symbol, { from: dayOf(now - FIRST_DAYS * DAY_MS), to: dayOf(now) });
  }, [known]);

  const wish = wishOf(form.value);
  const phase = session.phase.value;
  const outcome = session.outcome.value;
  const busy = phase.kind === "reading" || phase.kind === "running";
  const run = () => {
    const { file } = form.value;
    if (typeof wish === "string") return;
    const origin =
      file === null ? { kind: "address" as const, path: addressOf(wish) } : { kind: "file" as const, file };
    session.run({ origin, settings: wish.settings });
  };
  const addressOf = ({ settings: { symbol, timeframe }, read }: Wish) =>
    api.features.ohlcv[":symbol"].$path({
      param: { symbol: encodeURIComponent(symbol) },
      query: { timeframe, from: String(read?.from ?? 0), to: String(read?.to ?? 0), format: "csv" },
    });

  return (
    <article class="bt">
      <header class="bt-title">
        <h1>Backtest</h1>
        <p class="faint">
          The engine of the desk over past bars, in this browser. The past of a price is no promise: not
          investment advice.
        </p>
      </header>
      <BacktestFormView
        form={form}
        fault={typeof wish === "string" ? wish : null}
        busy={busy}
        onRun={run}
        onCancel={() => session.cancel()}
      />
      <RunStatus phase={phase} />
      {phase.kind === "failed" && (
        <Notice title="The backtest did not run" action={{ label: "Try again", run }}>
          {phase.message}
        </Notice>
      )}
      {outcome !== null && <ResultView outcome={outcome} old={busy || phase.kind === "failed"} />}
      {outcome === null && phase.kind === "idle" && (
        <Notice title="Nothing tested yet">
          Choose a strategy and a stretch of bars. Equity, drawdown, every trade and the same numbers for
          buying and holding appear here.
        </Notice>
      )}
    </article>
  );
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
