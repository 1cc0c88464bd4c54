import { useEffect, useState } from "preact/hooks";
import type { PairValue } from "../../api/pairs-api.ts";
import { readChartColors } from "../../charts/chart-colors.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatDateTime } from "../../format/time.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { useLazyChart } from "../use-lazy-chart.ts";

interface PairFigureProps {
  readonly values: readonly PairValue[];
  readonly name: string;
}

/** z-score, spread and hedge ratios over time; the value under the crosshair, or the newest, in digits above. */
export function PairFigure({ values, name }: PairFigureProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const at = values.find(({ openTime }) => openTime === hovered) ?? values.at(-1);
  return (
    <figure class="pair-figure">
      <PairLegend value={at} />
      <div class="pair-canvas">
        <Canvas values={values} onHover={setHovered} />
      </div>
      <figcaption class="hidden">{sayValues(name, values)}</figcaption>
    </figure>
  );
}

function PairLegend({ value }: { readonly value: PairValue | undefined }) {
  const { preferences } = useDesk();
  if (value === undefined) return <p class="pair-legend" />;
  const say = (number: number | null, digits: number) =>
    number === null ? "–" : formatDecimal(number, digits);
  return (
    <p class="pair-legend num">
      <span class="faint">{formatDateTime(value.openTime, preferences.zone.value)}</span>
      <span class={`mark-tag ${value.final ? "final" : "forming"}`}>{value.final ? "final" : "forming"}</span>
      {value.carried !== null && (
        <span class="mark-tag" title="This symbol had no trade then: its last price stands in">
          {value.carried === 1 ? "y" : "x"} carried
        </span>
      )}
      <span data-line="z">z-score {say(value.zScore, 2)}</span>
      <span class="faint">lines at ±1 (dashed) and ±2</span>
      <span data-line="spread">spread {say(value.spread, 5)}</span>
      <span data-line="hedge">β {say(value.hedgeRatio, 3)}</span>
      <span data-line="kalman">β Kalman, dotted {say(value.kalmanHedgeRatio, 3)}</span>
    </p>
  );
}

const load = () => import("../../charts/pair-chart.ts").then(({ createPairChart }) => createPairChart);

interface CanvasProps {
  readonly values: readonly PairValue[];
  readonly onHover: (openTime: number | null) => void;
}

function Canvas({ values, onHover }: CanvasProps) {
  const { preferences } = useDesk();
  const { box, chart, failed } = useLazyChart(load, onHover);
  const theme = preferences.theme.value;
  const zone = preferences.zone.value;

  // The theme changes what the style sheet says.
  useEffect(() => {
    if (box.current !== null) chart?.setLook(readChartColors(box.current), zone);
  }, [chart, theme, zone]);

  useEffect(() => chart?.setPoints(values), [chart, values]);

  if (failed) {
    return (
      <Notice title="The chart did not load" action={{ label: "Reload", run: () => location.reload() }}>
        The numbers go on without it.
      </Notice>
    );
  }
  return <div ref={box} class="canvas" aria-hidden="true" />;
}

function sayValues(name: string, values: readonly PairValue[]): string {
  const known = values.flatMap(({ zScore }) => (zScore === null ? [] : [zScore]));
  const last = known.at(-1);
  if (last === undefined) return `${name}: no z-score yet.`;
  const far = known.filter((score) => Math.abs(score) >= 2).length;
  return (
    `${name}: z-score ${formatDecimal(last, 2)} at the newest of ${known.length} bars, between ` +
    `${formatDecimal(Math.min(...known), 2)} and ${formatDecimal(Math.max(...known), 2)}; beyond two deviations in ${far} bars.`
  );
}
