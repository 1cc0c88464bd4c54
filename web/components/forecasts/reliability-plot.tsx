import { formatDecimal } from "../../format/decimal.ts";
import { percentText } from "../../state/forecasts/skill-words.ts";

interface Bin {
  readonly forecast: number;
  readonly observed: number;
  readonly n: number;
}

interface ReliabilityPlotProps {
  readonly fold: readonly Bin[];
  readonly live: readonly Bin[];
  /** Expected calibration error in the last fold. */
  readonly ece: number | null;
}

const SIZE = 240;
const PAD = { left: 38, bottom: 32, top: 8, right: 12 } as const;
const WIDTH = SIZE - PAD.left - PAD.right;
const HEIGHT = SIZE - PAD.top - PAD.bottom;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;
const xOf = (part: number) => PAD.left + part * WIDTH;
const yOf = (part: number) => PAD.top + (1 - part) * HEIGHT;

/** Forecast chances beside how often it came so: on the diagonal they mean what they say. */
export function ReliabilityPlot({ fold, live, ece }: ReliabilityPlotProps) {
  return (
    <figure class="reliability">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
        {TICKS.map((tick) => (
          <g key={tick}>
            <path class="grid" d={`M${xOf(tick)} ${PAD.top}V${yOf(0)}M${PAD.left} ${yOf(tick)}H${xOf(1)}`} />
            <text x={xOf(tick)} y={yOf(0) + 13} text-anchor="middle">
              {tick * 100}
            </text>
            <text x={PAD.left - 5} y={yOf(tick) + 3.5} text-anchor="end">
              {tick * 100}
            </text>
          </g>
        ))}
        <path class="diagonal" d={`M${xOf(0)} ${yOf(0)}L${xOf(1)} ${yOf(1)}`} />
        <text x={xOf(0.5)} y={SIZE - 5} text-anchor="middle">
          forecast, %
        </text>
        <text transform={`translate(10 ${yOf(0.5)}) rotate(-90)`} text-anchor="middle">
          came so, %
        </text>
        {fold.map(({ forecast, observed }) => (
          <circle key={forecast} class="fold" cx={xOf(forecast)} cy={yOf(observed)} r="3.2" />
        ))}
        {live.map(({ forecast, observed }) => (
          <rect
            key={forecast}
            class="live"
            x={xOf(forecast) - 3}
            y={yOf(observed) - 3}
            width="6"
            height="6"
          />
        ))}
      </svg>
      <figcaption>
        <p>
          <span class="fold-key" aria-hidden="true">
            ●
          </span>{" "}
          last fold{ece !== null && `: off by ${percentText(ece, 2)} points on average (ECE)`}
        </p>
        <p>
          <span class="live-key" aria-hidden="true">
            □
          </span>{" "}
          {live.length === 0 ? "live: not enough yet" : "live, since deployed"}
        </p>
        <Bins name="last fold" bins={fold} />
        <Bins name="live" bins={live} />
      </figcaption>
    </figure>
  );
}

function Bins({ name, bins }: { readonly name: string; readonly bins: readonly Bin[] }) {
  if (bins.length === 0) return null;
  return (
    <table class="hidden">
      <caption>Forecast chances and how often it came so, {name}</caption>
      <thead>
        <tr>
          <th scope="col">Forecast</th>
          <th scope="col">Came so</th>
          <th scope="col">Cases</th>
        </tr>
      </thead>
      <tbody>
        {bins.map(({ forecast, observed, n }) => (
          <tr key={forecast}>
            <td>{percentText(forecast)} %</td>
            <td>{percentText(observed)} %</td>
            <td>{formatDecimal(n, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
