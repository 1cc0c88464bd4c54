import type { ReadonlySignal } from "@preact/signals";
import type { PaneTops } from "../../charts/indicator-layer.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatShort } from "../../format/short.ts";
import type { SymbolAnalysis } from "../../state/analysis/analysis-room.ts";
import { type IndicatorView, outputOf, tintsOf } from "../../state/analysis/indicator-view.ts";
import { indexAtOrAfter } from "../../state/bar-series.ts";
import type { Market } from "../../state/market-board.ts";
import { useDesk } from "../desk-context.ts";
import { CrossIcon } from "../icons.tsx";

interface IndicatorLegendProps {
  readonly analysis: SymbolAnalysis;
  /** The bar whose values are told. */
  readonly openTime: number;
  readonly market: Market;
  readonly panes: ReadonlySignal<PaneTops>;
}

/** Every indicator on the chart with its values: over the prices in rows, on its own pane at that pane's top. */
export function IndicatorLegend({ analysis, openTime, market, panes }: IndicatorLegendProps) {
  const views = analysis.lines.value;
  const tints = tintsOf(views);
  const tops = panes.value;
  return (
    <ul class="indicator-legend num" aria-label="Indicators on the chart">
      {views.map((view, index) => {
        const top = view.pane === "own" ? tops[view.key] : undefined;
        const hidden = view.pane === "own" && top === undefined && view.phase !== "failed";
        return (
          <li
            key={view.key}
            data-indicator={view.key}
            class={top === undefined ? "" : "in-pane"}
            style={top === undefined ? { display: hidden ? "none" : undefined } : { top: `${top + 4}px` }}
          >
            <Chip view={view} tints={tints[index] ?? []} openTime={openTime} digits={market.digits.value} />
          </li>
        );
      })}
    </ul>
  );
}

interface ChipProps {
  readonly view: IndicatorView;
  readonly tints: readonly number[];
  readonly openTime: number;
  readonly digits: number;
}

function Chip({ view, tints, openTime, digits }: ChipProps) {
  const { shelf } = useDesk();
  const at = indexAtOrAfter(view.bars, openTime);
  // Of the bar that forms the server tells nothing: the last final bar's value, and said so.
  const behind = !view.live && at > 0 && view.bars[at]?.final === false;
  const value = view.values[behind ? at - 1 : at];
  const text = (number: number) =>
    view.pane === "price" ? formatDecimal(number, digits) : formatShort(number);
  return (
    <span class="indicator-chip" title={view.reason ?? view.title}>
      <span class="indicator-name">{view.short}</span>
      {view.phase === "failed" && <span class="indicator-note">{view.reason}</span>}
      {view.phase === "loading" && value == null && <span class="indicator-note">loading…</span>}
      {view.phase !== "failed" &&
        view.lines.map(({ output, title, sign }, index) => {
          const number = outputOf(value, output);
          const tint = sign === null ? `var(--line-${(tints[index] ?? 0) + 1})` : undefined;
          return (
            <span key={output} class="indicator-value" data-output={output} style={{ color: tint }}>
              {title !== "" && <i>{title}</i>}
              {number === null ? "–" : text(number)}
            </span>
          );
        })}
      {behind && value != null && <span class="indicator-note">last final bar</span>}
      <button
        type="button"
        class="chip-button"
        title={`Remove ${view.title}`}
        aria-label={`Remove ${view.title} from the chart`}
        onClick={() => shelf.remove(view.key)}
      >
        <CrossIcon />
      </button>
    </span>
  );
}
