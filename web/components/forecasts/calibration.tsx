import type { ModelPerformance, ScoredWish } from "../../api/forecasts-api.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { barsText, MODEL_WORDS } from "../../state/forecasts/model-words.ts";
import { plotScale } from "../../state/forecasts/plot-scale.ts";
import { type MeasuredSkill, percentText, tooFewText } from "../../state/forecasts/skill-words.ts";
import { ReliabilityPlot } from "./reliability-plot.tsx";
import { Whisker, WhiskerAxis } from "./whisker.tsx";

interface CalibrationProps {
  readonly performance: ModelPerformance | null;
  readonly wish: ScoredWish;
}

/** Whether the chosen model's chances and intervals mean what they say. */
export function Calibration({ performance, wish }: CalibrationProps) {
  const { name } = MODEL_WORDS[wish.model];
  const direction = performance?.direction ?? null;
  const measured = direction?.walkForward ?? null;
  const live = direction?.live.deployed ?? null;
  return (
    <div class="calibration">
      <section class="forecast-part" aria-label="Reliability">
        <div class="section-bar">
          <h2>Reliability of {name}</h2>
          <span class="faint">of its chances of down, neutral and up</span>
        </div>
        {measured === null && (live?.score ?? null) === null ? (
          <p class="forecast-note faint">Nothing was measured of its direction.</p>
        ) : (
          <ReliabilityPlot
            fold={measured?.reliability ?? []}
            live={live?.score?.reliability ?? []}
            ece={measured?.ece ?? null}
          />
        )}
      </section>
      <Coverage performance={performance} wish={wish} />
    </div>
  );
}

interface CoverageRow {
  readonly name: string;
  readonly level: number;
  readonly value: MeasuredSkill | null;
  readonly text: string;
}

/** How often the outcome lay inside the intervals, beside how often it should. */
function Coverage({ performance, wish }: CalibrationProps) {
  const at = performance?.horizons.find(({ horizon }) => horizon === wish.horizon);
  const rows = ([80, 95] as const).flatMap((level): CoverageRow[] => {
    const fold = at?.walkForward?.[`coverage${level}`] ?? null;
    const lives = [
      ["live, 30 days", at?.live.days30],
      ["live, since deployed", at?.live.deployed],
    ] as const;
    return [
      {
        ...{ name: "last fold", level, value: fold },
        text:
          fold === null
            ? "not measured"
            : `${percentText(fold.value)} % (${percentText(fold.low)} to ${percentText(fold.high)})`,
      },
      ...lives.map(([name, record]): CoverageRow => {
        const value = record?.score?.[`coverage${level}`] ?? null;
        const n = record?.n ?? 0;
        return {
          ...{ name, level },
          value: value === null ? null : { value, low: value, high: value },
          text: value === null ? tooFewText(n) : `${percentText(value)} % of ${formatDecimal(n, 0)}`,
        };
      }),
    ];
  });
  const scale = plotScale(
    rows.flatMap(({ value }) => (value === null ? [] : [value.low, value.high])),
    [0.75, 1],
  );
  return (
    <section class="forecast-part" aria-label="Coverage">
      <div class="section-bar">
        <h2>Coverage of {MODEL_WORDS[wish.model].name}</h2>
        <span class="faint">over {barsText(wish.horizon)}; the line is where it should be</span>
      </div>
      <table class="table coverage-table num">
        <thead>
          <tr>
            <th scope="col">Interval</th>
            <th scope="col">
              Inside
              <WhiskerAxis scale={scale} label={(value) => `${percentText(value, 0)} %`} />
            </th>
            <th scope="col">In digits</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, level, value, text }) => (
            <tr key={`${level} ${name}`}>
              <th scope="row">
                {level} % <span class="faint">{name}</span>
              </th>
              <td>
                <Whisker scale={scale} value={value} reference={level / 100} />
              </td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
