import { useSignal } from "@preact/signals";
import { TIMEFRAMES, type Timeframe } from "../../../market/time/timeframe.ts";
import type { FeatureCatalog, FeatureRows, FeatureSetId } from "../../api/coin-api.ts";
import { formatComputed } from "../../format/exact.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import type { Market } from "../../state/market-board.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { usePoll } from "../use-poll.ts";
import { useCoinApi } from "./coin-context.ts";
import { TimeframeSelect } from "./timeframe-select.tsx";

const EVERY_MS = 30_000;
const CATALOG_MS = 60 * 60_000;
const FRAMES = TIMEFRAMES.filter((timeframe) => timeframe !== "1s");

type Unit = FeatureCatalog["features"][number]["unit"];

const UNITS: Readonly<Record<Exclude<Unit, "price">, string>> = {
  percent: "%",
  ratio: "",
  volumePerBar: "a bar",
};

/** What the engine computed of the newest final bar, set by set. */
export function CoinFeatures({ market }: { readonly market: Market }) {
  const api = useCoinApi();
  const timeframe = useSignal<Timeframe>("1h");
  const set = useSignal<FeatureSetId>("eth16");
  const catalog = usePoll("catalog", CATALOG_MS, (signal) => api.catalog(signal));
  const rows = usePoll(`${market.symbol} ${timeframe.value} ${set.value}`, EVERY_MS, (signal) =>
    api.features(market.symbol, timeframe.value, set.value, signal),
  );
  const known = catalog.data.value;
  const error = catalog.error.value ?? rows.error.value;
  const retry = () => {
    catalog.refresh();
    rows.refresh();
  };
  return (
    <section class="features" aria-label="Technical features">
      <div class="section-bar">
        <h2>Technical features</h2>
        <form class="history-form" onSubmit={(event) => event.preventDefault()}>
          <TimeframeSelect
            frames={FRAMES}
            value={timeframe.value}
            onChange={(next) => {
              timeframe.value = next;
            }}
          />
          <label class="field">
            Set
            <select
              value={set.value}
              onChange={(event) => {
                const chosen = known?.sets.find(({ id }) => id === event.currentTarget.value);
                if (chosen !== undefined) set.value = chosen.id;
              }}
            >
              {known?.sets.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        </form>
      </div>
      {known !== null && rows.data.value !== null ? (
        <Values catalog={known} rows={rows.data.value} failed={error !== null} quote={market.quote} />
      ) : error === null ? (
        <div class="table-skeleton" aria-busy="true" />
      ) : (
        <Notice title="Features did not load" action={{ label: "Try again", run: retry }}>
          {error.message}
        </Notice>
      )}
      <p class="source-note faint">Computed from past trades. Not investment advice.</p>
    </section>
  );
}

interface ValuesProps {
  readonly catalog: FeatureCatalog;
  readonly rows: FeatureRows;
  /** What a price is measured in. */
  readonly quote: string;
  /** Newer values could not be had. */
  readonly failed: boolean;
}

function Values({ catalog, rows, failed, quote }: ValuesProps) {
  const zone = useDesk().preferences.zone.value;
  const row = rows.rows.at(-1);
  if (row === undefined) {
    return (
      <Notice title="Nothing computed yet">
        Features of a bar follow within minutes of its being final.
      </Notice>
    );
  }
  const names = catalog.sets.find(({ id }) => id === rows.set)?.features ?? Object.keys(row.values);
  const features = new Map(catalog.features.map((feature) => [feature.name, feature]));
  return (
    <>
      <p class="source-note faint">
        Bar of <time title={bothClocks(row.openTime)}>{formatDateTime(row.openTime, zone, false)}</time>{" "}
        <span class={`mark-tag ${row.final ? "final" : "forming"}`}>{row.final ? "final" : "forming"}</span>{" "}
        {row.bars < catalog.window && `computed of ${row.bars} bars `}
        {failed && <span class="mark-tag revised">stale</span>}
      </p>
      <dl class="feature-grid">
        {names.map((name) => {
          const feature = features.get(name);
          const value = row.values[name] ?? null;
          return (
            <div key={name} title={feature?.formula}>
              <dt>{feature?.title ?? name}</dt>
              <dd class="num">
                {value === null ? (
                  <span class="faint">warming up</span>
                ) : (
                  <>
                    {formatComputed(value)}{" "}
                    <small>{feature && (feature.unit === "price" ? quote : UNITS[feature.unit])}</small>
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
