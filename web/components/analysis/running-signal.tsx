import { SIGNAL_RULES } from "../../../market/signals/weights.ts";
import type { ShownSignal } from "../../api/analysis-api.ts";
import { formatPercent } from "../../format/change.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import { favourPercent, touchText } from "../../state/analysis/signal-words.ts";
import type { Market } from "../../state/market-board.ts";
import { useDesk } from "../desk-context.ts";
import { useLivePrice } from "../market-row.tsx";
import { LevelTable } from "./level-table.tsx";

/** The signal that runs: where it stands now, and what it watches. */
export function RunningSignal({ signal, market }: { readonly signal: ShownSignal; readonly market: Market }) {
  const zone = useDesk().preferences.zone.value;
  const price = useLivePrice(market);
  const { side, decision, age, issuedAt } = signal;
  const { levels } = decision;
  const entry = levels?.entry ?? null;
  const percent = (at: number) => formatPercent(entry === null ? 0 : favourPercent(side, entry, at));
  return (
    <section class="side-section" aria-label="Running signal">
      <h3>
        Running <span class={side === "BUY" ? "up" : "down"}>{side}</span>
        <span class="faint">
          since <time title={bothClocks(issuedAt + 1)}>{formatDateTime(issuedAt + 1, zone, false)}</time>
        </span>
      </h3>
      <dl class="facts num">
        <div>
          <dt>Now</dt>
          <dd>{price === null ? "–" : percent(price)}</dd>
        </div>
        <div>
          <dt>Best</dt>
          <dd>{percent(signal.best)}</dd>
        </div>
        <div>
          <dt>Worst</dt>
          <dd>{percent(signal.worst)}</dd>
        </div>
        <div>
          <dt>Age</dt>
          <dd>
            {age} of {SIGNAL_RULES.lifetimeBars} bars
          </dd>
        </div>
      </dl>
      {levels !== null && (
        <LevelTable levels={levels} side={side} digits={market.digits.value} touchedAt={signal.touchedAt} />
      )}
      <p class="side-text faint">Before costs; {touchText(signal)}. Its levels are lines on the chart.</p>
    </section>
  );
}
