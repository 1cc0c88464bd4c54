import type { ShownDecision } from "../../api/analysis-api.ts";
import { formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { confidenceText } from "../../state/analysis/signal-words.ts";
import { LevelTable } from "./level-table.tsx";
import { VoteTable } from "./vote-table.tsx";

interface DecisionCardProps {
  readonly decision: ShownDecision;
  /** A signal runs: its levels are the ones that count. */
  readonly running: boolean;
  readonly digits: number;
  /** Final bars that were folded. */
  readonly bars: number;
}

const SIGNS = { BUY: "▲", SELL: "▼", HOLD: "–" } as const;
const TONES = { BUY: "up", SELL: "down", HOLD: "flat" } as const;
/** Fewer bars, and the slow averages still remember where they began. */
const SETTLED_BARS = 1_000;

/** The decision of the newest final bar: what, how clearly, why, and what speaks against it. */
export function DecisionCard({ decision, running, digits, bars }: DecisionCardProps) {
  const { signal, score, reasons, levels, move, confidence } = decision;
  const side = score < 0 ? "SELL" : "BUY";
  return (
    <section class="side-section decision" aria-label="Decision">
      <div class="decision-head">
        <strong class={`decision-word ${TONES[signal]}`}>
          <span aria-hidden="true">{SIGNS[signal]}</span> {signal}
        </strong>
        <ScoreMeter score={score} />
      </div>
      <ul class="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {levels !== null && !running && (
        <details open={signal !== "HOLD"}>
          <summary>{signal === "HOLD" ? `Levels a ${side} would have` : "Levels"}</summary>
          <LevelTable levels={levels} side={signal === "HOLD" ? side : signal} digits={digits} />
        </details>
      )}
      <dl class="facts num" title={confidence.basis}>
        <Fact name="To target 1" text={move === null ? null : percent(move.toTarget1)} />
        <Fact name="To the stop" text={move === null ? null : percent(move.toStop)} />
        <Fact name="Costs" text={move === null ? null : percent(move.costs)} />
        <Fact
          name="After costs"
          text={move?.expectancy == null ? null : formatPercent(move.expectancy * 100)}
          title="What such a trade gave on average"
        />
      </dl>
      {confidence.n > 0 && <p class="side-text">{confidenceText(confidence)}</p>}
      {bars < SETTLED_BARS && (
        <p class="side-text warn-text">
          Rests on {formatDecimal(bars, 0)} bars: slow averages still depend on where they began.
        </p>
      )}
      <VoteTable decision={decision} />
    </section>
  );
}

function percent(ratio: number): string {
  return `${formatDecimal(ratio * 100, 2)}%`;
}

interface FactProps {
  readonly name: string;
  readonly text: string | null;
  readonly title?: string;
}

function Fact({ name, text, title }: FactProps) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{text ?? <span class="faint">unknown</span>}</dd>
    </div>
  );
}

/** The score from −1 to 1 as a needle on a scale, and in digits. */
function ScoreMeter({ score }: { readonly score: number }) {
  const place = `${((Math.max(-1, Math.min(1, score)) + 1) / 2) * 100}%`;
  return (
    <div class="score">
      <div class="score-scale" aria-hidden="true">
        <i style={{ left: place }} />
      </div>
      <span class="num">
        score {score > 0 ? "+" : ""}
        {formatDecimal(score, 2)}
      </span>
      <span class="score-ends faint" aria-hidden="true">
        <span>sell −1</span>
        <span>buy +1</span>
      </span>
    </div>
  );
}
