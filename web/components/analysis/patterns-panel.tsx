import { bothClocks, formatDateTime } from "../../format/time.ts";
import type { ShownPattern } from "../../state/analysis/analysis-wire.ts";
import { patternWords } from "../../state/analysis/pattern-words.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import type { PartProps } from "./analysis-side.tsx";
import { BiasMark } from "./bias-mark.tsx";

const STRENGTHS = ["off", "70", "50", "30", "1"] as const;
const NAMES = {
  off: "no patterns",
  "70": "strength 70 +",
  "50": "strength 50 +",
  "30": "strength 30 +",
  "1": "all",
};
/** Rows that are drawn; the chart marks them all. */
const MOST_ROWS = 150;

/** Candlestick patterns that final bars completed, newest first. What is listed is marked on the chart. */
export function PatternsPanel({ analysis }: PartProps) {
  const { patternStrength } = useDesk().preferences;
  const feed = analysis.patterns;
  if (feed === null) return null;
  const least = Number(patternStrength.value.value);
  const shown = feed.patterns.value.filter(({ strength }) => Number.isNaN(least) || strength >= least);
  return (
    <section class="side-section" aria-label="Patterns">
      <label class="field">
        Mark on the chart
        <select
          value={patternStrength.value.value}
          onChange={(event) => patternStrength.set(event.currentTarget.value)}
        >
          {STRENGTHS.map((strength) => (
            <option key={strength} value={strength}>
              {NAMES[strength]}
            </option>
          ))}
        </select>
      </label>
      {feed.phase.value === "failed" && (
        <p class="stale-note">
          Patterns did not load: {feed.reason.value}{" "}
          <button type="button" class="link" onClick={feed.retry}>
            Try again
          </button>
        </p>
      )}
      {feed.phase.value === "loading" && shown.length === 0 && (
        <div class="table-skeleton" aria-busy="true" />
      )}
      {feed.phase.value === "ready" && shown.length === 0 && (
        <Notice title="No patterns">No bar that was searched completed one of this strength.</Notice>
      )}
      <ol class="pattern-rows">
        {shown.slice(0, MOST_ROWS).map((pattern) => (
          <PatternRow key={`${pattern.openTime} ${pattern.pattern}`} pattern={pattern} />
        ))}
      </ol>
      {feed.more.value && shown.length <= MOST_ROWS && feed.phase.value === "ready" && (
        <button type="button" class="button" onClick={feed.loadOlder}>
          Older patterns
        </button>
      )}
      <p class="side-note faint">
        Looked for on final bars only. A pattern describes the past; it is no advice.
      </p>
    </section>
  );
}

function PatternRow({ pattern }: { readonly pattern: ShownPattern }) {
  const zone = useDesk().preferences.zone.value;
  const { openTime, strength, signal, description } = pattern;
  const { title, rule } = patternWords(pattern.pattern);
  return (
    <li class="pattern-row">
      <BiasMark bias={signal} />
      <b class="pattern-name" title={rule}>
        {title}
      </b>
      <time class="num faint" title={bothClocks(openTime)}>
        {formatDateTime(openTime, zone, false)}
      </time>
      <span class="strength num" title={`Strength ${strength} of 100`}>
        <i aria-hidden="true" style={{ "--share": `${strength}%` }} />
        <span>{strength}</span>
      </span>
      <p>{description}</p>
    </li>
  );
}
