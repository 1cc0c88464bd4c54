import { useSignal } from "@preact/signals";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import type { LiveBar } from "../../state/analysis/analysis-wire.ts";
import { type CoreRow, coreRows, crossReading } from "../../state/analysis/core-rows.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import type { PartProps } from "./analysis-side.tsx";
import { BiasMark } from "./bias-mark.tsx";

/** Fewer bars, and the slow averages still remember where they began. */
const SETTLED_BARS = 1_000;

/** The core set in numbers and in words, of the bar that forms or of the last final one. */
export function IndicatorsPanel({ analysis, market }: PartProps) {
  const desk = useDesk();
  const wanted = useSignal<"forming" | "final">("forming");
  const core = analysis.core;
  if (core === null) return null;
  if (core.phase.value === "refused") {
    return <Notice title="No indicators">The server does not analyse this symbol and timeframe.</Notice>;
  }
  const { final, forming } = core;
  const bar = wanted.value === "forming" ? (forming.value ?? final.value) : final.value;
  if (bar === null) {
    return core.phase.value === "waiting" ? (
      <div class="side-section" aria-busy="true">
        <div class="table-skeleton" />
      </div>
    ) : (
      <Notice title="No final bar yet">Indicators begin with the first one.</Notice>
    );
  }
  const isForming = bar === forming.value;
  const moment = {
    bar,
    past: core.past.value,
    bars: analysis.bars.bars.value,
    digits: market.digits.value,
  };
  const groups = coreRows(moment);
  const cross = crossReading(moment);
  return (
    <section class={`side-section${desk.feed.value.stale ? " stale" : ""}`} aria-label="Core indicators">
      <BarSwitch
        bar={bar}
        isForming={isForming}
        wanted={wanted.value}
        onWant={(next) => (wanted.value = next)}
      />
      {bar.bars < SETTLED_BARS && (
        <p class="side-text warn-text">
          Rests on {bar.bars} bars: slow averages still depend on where they began.
        </p>
      )}
      {cross !== null && (
        <p class="side-text">
          <BiasMark bias={cross.bias} /> {cross.text}
        </p>
      )}
      {groups.map(({ title, rows }) => (
        <table key={title} class="core-rows">
          <caption>{title}</caption>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      ))}
      <p class="side-note faint">
        Any of these and some sixty more can be drawn:{" "}
        <button type="button" class="link" onClick={() => desk.setPicker(true)}>
          choose indicators
        </button>
        . They describe prices; they are no investment advice.
      </p>
    </section>
  );
}

interface BarSwitchProps {
  readonly bar: LiveBar;
  readonly isForming: boolean;
  readonly wanted: "forming" | "final";
  readonly onWant: (wanted: "forming" | "final") => void;
}

function BarSwitch({ bar, isForming, wanted, onWant }: BarSwitchProps) {
  const zone = useDesk().preferences.zone.value;
  return (
    <div class="bar-switch">
      <fieldset class="segments">
        <legend class="hidden">Which bar</legend>
        {(["forming", "final"] as const).map((which) => (
          <button key={which} type="button" aria-pressed={wanted === which} onClick={() => onWant(which)}>
            {which === "forming" ? "Forming bar" : "Last final bar"}
          </button>
        ))}
      </fieldset>
      <span>
        <time class="num faint" title={bothClocks(bar.openTime)}>
          {formatDateTime(bar.openTime, zone, false)}
        </time>{" "}
        <span class={`mark-tag ${isForming ? "forming" : "final"}`}>{isForming ? "forming" : "final"}</span>
      </span>
    </div>
  );
}

function Row({ row }: { readonly row: CoreRow }) {
  return (
    <tr data-core={row.key}>
      <th scope="row" title={row.formula}>
        {row.title}
      </th>
      <td class="num core-values">
        {row.values.map(({ name, text }) => (
          <span key={name} data-output={name}>
            {name !== "" && <i>{name} </i>}
            {text}
          </span>
        ))}
      </td>
      <td class="core-reading">
        {row.reading === null ? (
          <span class="faint">{row.values.length === 0 ? "warming up" : ""}</span>
        ) : (
          <>
            <BiasMark bias={row.reading.bias} /> {row.reading.text}
          </>
        )}
      </td>
    </tr>
  );
}
