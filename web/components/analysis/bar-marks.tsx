import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { ShownSignal } from "../../api/analysis-api.ts";
import { formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import type { SymbolAnalysis } from "../../state/analysis/analysis-room.ts";
import { patternWords } from "../../state/analysis/pattern-words.ts";
import { endText } from "../../state/analysis/signal-words.ts";
import type { Market } from "../../state/market-board.ts";
import { BiasMark } from "./bias-mark.tsx";

interface BarMarksProps {
  readonly analysis: SymbolAnalysis;
  readonly openTime: number;
  /** The bar is pointed at, and not only the newest. */
  readonly hovered: boolean;
  readonly market: Market;
}

/** What the marks at a bar mean: its patterns, the signal that was issued there, the one that ended there. */
export function BarMarks({ analysis, openTime, hovered, market }: BarMarksProps) {
  if (!hovered) return null;
  const end = openTime + TIMEFRAME_MS[analysis.timeframe];
  const patterns = analysis.patterns?.patterns.value.filter((one) => one.openTime === openTime) ?? [];
  const signals = analysis.signals?.signals.value ?? [];
  const issued = signals.filter(({ decision }) => decision.openTime === openTime);
  const ended = signals.filter(({ closedAt }) => closedAt !== null && closedAt >= openTime && closedAt < end);
  if (patterns.length + issued.length + ended.length === 0) return null;
  return (
    <ul class="bar-marks">
      {issued.map((signal) => (
        <IssuedNote key={signal.id} signal={signal} digits={market.digits.value} />
      ))}
      {ended.map((signal) => (
        <li key={`${signal.id} end`}>
          <b>{signal.side} ended</b> {endText(signal)}
          {signal.returnAfterCosts !== null &&
            `, ${formatPercent(signal.returnAfterCosts * 100)} after costs`}
        </li>
      ))}
      {patterns.map((pattern) => (
        <li key={pattern.pattern}>
          <BiasMark bias={pattern.signal} /> <b>{patternWords(pattern.pattern).title}</b>{" "}
          <span class="num faint">strength {pattern.strength}</span> {pattern.description}
        </li>
      ))}
    </ul>
  );
}

function IssuedNote({ signal, digits }: { readonly signal: ShownSignal; readonly digits: number }) {
  const { decision, side } = signal;
  return (
    <li>
      <b class={side === "BUY" ? "up" : "down"}>
        {side === "BUY" ? "▲" : "▼"} {side}
      </b>{" "}
      {decision.levels !== null && <>at {formatDecimal(decision.levels.entry, digits)}. </>}
      {decision.reasons[0] ?? ""}
    </li>
  );
}
