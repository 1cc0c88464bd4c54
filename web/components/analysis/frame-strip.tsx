import type { FrameDecision } from "../../api/analysis-api.ts";
import { ANALYSED_FRAMES } from "../../state/analysis/analysed.ts";
import type { SymbolAnalysis } from "../../state/analysis/analysis-room.ts";
import { useDesk } from "../desk-context.ts";

const SIGNS = { BUY: "▲", SELL: "▼", HOLD: "–" } as const;
const TONES = { BUY: "up", SELL: "down", HOLD: "flat" } as const;

/** What is decided in every timeframe, in one line; pressing one opens it. */
export function FrameStrip({ analysis }: { readonly analysis: SymbolAnalysis }) {
  const desk = useDesk();
  const frames = analysis.frames?.data.value ?? null;
  // The open one is known better than the overview, which is asked for once a minute.
  const own = analysis.signals?.decision.value ?? null;
  return (
    <fieldset class="frame-strip">
      <legend class="hidden">Decisions by timeframe</legend>
      {ANALYSED_FRAMES.map((timeframe) => {
        const open = timeframe === analysis.timeframe;
        const decision = open && own !== null ? own : (frames?.get(timeframe) ?? null);
        return (
          <button
            key={timeframe}
            type="button"
            aria-pressed={open}
            title={titleOf(timeframe, decision)}
            onClick={() => desk.setTimeframe(timeframe)}
          >
            <span class="num">{timeframe}</span>
            {decision === null ? (
              <b class="faint">{frames === null ? "…" : "none"}</b>
            ) : (
              <b class={TONES[decision.signal]}>
                <span aria-hidden="true">{SIGNS[decision.signal]} </span>
                {decision.signal}
              </b>
            )}
          </button>
        );
      })}
    </fieldset>
  );
}

function titleOf(timeframe: string, decision: Pick<FrameDecision, "signal" | "score"> | null): string {
  if (decision === null) return `${timeframe}: nothing decided yet`;
  return `${timeframe}: ${decision.signal}, score ${decision.score.toFixed(2)}`;
}
