import type { ModelId } from "../../../market/forecast/model-id.ts";
import { formatDate } from "../../format/time.ts";
import type { ModelRow, ModelState } from "../../state/forecasts/model-rows.ts";
import { MODEL_WORDS, reasonText } from "../../state/forecasts/model-words.ts";
import { plotScale } from "../../state/forecasts/plot-scale.ts";
import { liveHorizonText, percentText } from "../../state/forecasts/skill-words.ts";
import { SkillMark } from "./skill-mark.tsx";
import { Whisker, WhiskerAxis } from "./whisker.tsx";

interface ModelTableProps {
  readonly rows: readonly ModelRow[];
  readonly chosen: ModelId;
  readonly onPick: (model: ModelId) => void;
}

const STATES: Readonly<Record<ModelState, string>> = {
  ok: "serves",
  missing: "not there",
  hash_mismatch: "file refused",
  failed: "failed",
  withdrawn: "withdrawn",
  halved: "counts half",
  unknown: "says nothing yet",
};

/** A model a row: skill as a dot with its interval, what else was measured, and what came of it live. */
export function ModelTable({ rows, chosen, onPick }: ModelTableProps) {
  const isMeasured = rows.some(({ pinball }) => pinball !== null);
  const scale = plotScale(
    rows.flatMap(({ pinball }) => (pinball === null ? [] : [pinball.low, pinball.high])),
    [0],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="table-box" tabIndex={0} aria-label="Models compared, table">
      <table class="table model-table num">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" title="1 − pinball loss / that of naive, over five quantiles">
              Skill over naive
              {isMeasured && <WhiskerAxis scale={scale} label={(value) => `${percentText(value, 0)} %`} />}
            </th>
            <th scope="col">In digits</th>
            <th scope="col" title="1 − log-loss of the call over five bars / that of the class frequencies">
              Direction
            </th>
            <th scope="col" title="How often the outcome lay inside the 80 % and the 95 % interval">
              Inside 80 / 95 %
            </th>
            <th
              scope="col"
              title="What came of what was served: skill over naive, and outcomes inside the 80 % interval"
            >
              Live, this coin
            </th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.model} row={row} scale={scale} isChosen={row.model === chosen} onPick={onPick} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: ModelRow;
  readonly scale: ReturnType<typeof plotScale>;
  readonly isChosen: boolean;
  readonly onPick: (model: ModelId) => void;
}

function Row({ row, scale, isChosen, onPick }: RowProps) {
  const { model, state, reason, version, trainedAt, pinball, logLoss, coverage80, coverage95, live } = row;
  const { name, what } = MODEL_WORDS[model];
  const inside = (part: { readonly value: number } | null) => (part === null ? "–" : percentText(part.value));
  return (
    <tr data-model={model}>
      <th scope="row">
        <button
          type="button"
          class="model-pick"
          aria-pressed={isChosen}
          title={what}
          onClick={() => onPick(model)}
        >
          {name}
        </button>
      </th>
      <td>
        <Whisker scale={scale} value={pinball} reference={0} />
      </td>
      <td>{model === "naive" ? <span class="faint">the measure</span> : <SkillMark skill={pinball} />}</td>
      <td>
        <SkillMark skill={logLoss} />
      </td>
      <td>
        {inside(coverage80)} / {inside(coverage95)}
      </td>
      <td class="live-lines">
        {live === null ? (
          "–"
        ) : (
          <>
            <p>
              <i>30 days</i> {liveHorizonText(live.days30)}
            </p>
            <p>
              <i>all</i> {liveHorizonText(live.deployed)}
            </p>
          </>
        )}
      </td>
      <td title={reason === null ? undefined : reasonText(reason)}>{state === null ? "–" : STATES[state]}</td>
      <td title={trainedAt === null ? undefined : `trained ${formatDate(trainedAt, "utc")}`}>
        {version ?? "–"}
      </td>
    </tr>
  );
}
