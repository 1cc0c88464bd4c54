import { formatDecimal } from "../../format/decimal.ts";
import type { BacktestPhase } from "../../state/backtest/backtest-session.ts";

/** How far a backtest is: a bar that fills, and a word that a reader hears at its turns. */
export function RunStatus({ phase }: { readonly phase: BacktestPhase }) {
  if (phase.kind === "idle" || phase.kind === "failed") return null;
  const bars = formatDecimal(phase.bars, 0);
  const isReading = phase.kind === "reading";
  return (
    <div class="bt-status">
      <progress
        aria-label={isReading ? "Reading bars" : "Running"}
        {...(isReading ? {} : { value: phase.part, max: 1 })}
      />
      <span class="num faint">{isReading ? `Reading bars: ${bars}` : `Running over ${bars} bars`}</span>
      <span class="hidden" role="status">
        {isReading ? "Reading bars" : "Running"}
      </span>
    </div>
  );
}
