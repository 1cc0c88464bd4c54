import { bothClocks, formatDateTime } from "../../format/time.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import type { PartProps } from "./analysis-side.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { FrameStrip } from "./frame-strip.tsx";
import { RunningSignal } from "./running-signal.tsx";
import { SignalHistory } from "./signal-history.tsx";

/** What is decided now and why, the signal that runs, and what became of the ones before. */
export function SignalPanel({ analysis, market }: PartProps) {
  const zone = useDesk().preferences.zone.value;
  const feed = analysis.signals;
  if (feed === null) return null;
  const answer = feed.answer.value;
  const error = feed.error.value;
  if (answer === null) {
    return error === null ? (
      <SignalSkeleton />
    ) : (
      <Notice title="The signal did not load" action={{ label: "Try again", run: feed.retry }}>
        {error.message} Wick keeps trying.
      </Notice>
    );
  }
  const { decision, active, unavailable, asOf } = answer;
  const digits = market.digits.value;
  return (
    <>
      <FrameStrip analysis={analysis} />
      {error !== null && <p class="stale-note">What is shown may be old: {error.message}</p>}
      {active !== null && <RunningSignal signal={active} market={market} />}
      {decision === null ? (
        <Notice title="Nothing decided yet">
          {unavailable ?? "The first decision follows the first final bar."}
        </Notice>
      ) : (
        <DecisionCard decision={decision} running={active !== null} digits={digits} bars={answer.bars} />
      )}
      <SignalHistory feed={feed} digits={digits} />
      <p class="side-note faint">
        {asOf !== null && (
          <>
            Decided when a bar closed at{" "}
            <time title={bothClocks(asOf + 1)}>{formatDateTime(asOf + 1, zone, false)}</time>.{" "}
          </>
        )}
        {answer.disclaimer}
      </p>
    </>
  );
}

function SignalSkeleton() {
  return (
    <div class="side-section" aria-busy="true">
      <span class="bone big" />
      <span class="bone" style={{ width: "80%" }} />
      <span class="bone" style={{ width: "65%" }} />
      <div class="table-skeleton" />
    </div>
  );
}
