import { endOfTraining, type TimeframeEntry } from "../../../contract/models.ts";
import { FORECAST_TIMEFRAMES, isModelTimeframe } from "../../../market/forecast/horizons.ts";
import { MODEL_IDS, type ModelId } from "../../../market/forecast/model-id.ts";
import { closeTimeOf, type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import type { Command } from "../command.ts";
import { DataError } from "../failure.ts";
import type { Given } from "../flags.ts";
import {
  type Artifacts,
  isTrained,
  MODEL_FLAGS,
  modelOf,
  neededFor,
  openArtifacts,
  timeframeEntry,
} from "../forecasting/artifacts.ts";
import { dumpTable } from "../forecasting/dump-columns.ts";
import { type Evaluation, EvaluationBook } from "../forecasting/evaluation.ts";
import { evaluationText } from "../forecasting/evaluation-text.ts";
import { walk } from "../forecasting/walk.ts";
import { formatOf, OUT_FLAGS, writeTables } from "../output.ts";
import { readSeries, type Series } from "../read-series.ts";
import { capitals, DATA_FLAGS, findSeries, type SeriesFiles, SYMBOL_FLAG } from "../series-files.ts";
import type { Table } from "../table.ts";
import { rangeOf } from "../times.ts";
import type { World } from "../world.ts";

const FLAGS = {
  data: DATA_FLAGS.data,
  timeframe: { takes: FORECAST_TIMEFRAMES.join("|"), what: DATA_FLAGS.timeframe.what },
  ...SYMBOL_FLAG,
  ...MODEL_FLAGS,
  from: { takes: "TIME", what: "first time that forecasts are issued at; never before the end of training" },
  until: { takes: "TIME", what: "as if it were then: bars that close later are not looked at" },
  dump: {
    takes: "FILE",
    what: "a row a forecast and horizon, as it was scored: .csv .json .ndjson .parquet",
  },
  json: { takes: null, what: "print the figures as JSON, with every digit" },
  iso: OUT_FLAGS.iso,
};
type EvaluateGiven = Given<keyof typeof FLAGS>;

/** `evaluate`: forecasts as they are served, scored on klines that no model has seen. */
export const evaluate: Command<keyof typeof FLAGS> = {
  name: "evaluate",
  summary: "Forecasts as they are served, scored bar by bar on klines that no model has seen.",
  about: [
    "Walks over the bars as if each had just closed: what has come true is scored and teaches rolling conformal, then every",
    "model is asked. Trained models are asked only from the end of their training and its embargo on: with --data klines of",
    "later bars, and nothing else, all are scored, also on coins that none was trained on. Skill is 1 - loss / the loss of",
    "what it is compared with: 0 is no skill. --model har (or naive, drift, arima, which is slow) needs no training and takes",
    "any bars. Without --timeframe those are walked that models are trained for. The rows of --dump are in the order in which",
    "they were scored: with --until they end sooner, and are the same to the last byte. docs/spec/forecasts.md says what the",
    "figures are. Statistics of the past; no investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines --timeframe 1h --model har",
    "--data klines/BTCUSDT_1h.csv.gz --model naive --until 2024-01-31 --dump scored.csv --json",
  ],
  async run(given, world) {
    const dump = given.text("dump");
    const format = dump === undefined ? null : formatOf(dump, "--dump");
    const model = modelOf(given);
    given.choice("timeframe", FORECAST_TIMEFRAMES);
    const all = await openArtifacts(given, world);
    // arima is fitted anew for each day of each series: only where it is asked for.
    const models = model === undefined ? MODEL_IDS.filter((one) => one !== "arima") : [model];
    const artifacts = { ...all, manifest: neededFor(all.manifest, models) };
    const parts = await plan(given, models, artifacts, world);
    const evaluations: Evaluation[] = [];
    const tables = async function* () {
      for (const part of parts) {
        const book = new EvaluationBook(part.timeframe, part.models, part.entry);
        yield* score(part, artifacts, book, world);
        evaluations.push(book.result());
      }
    };
    if (dump === undefined || format === null) for await (const _ of tables());
    else await writeTables(tables(), { path: dump, format, iso: given.has("iso") }, world);
    world.progress("");
    const text = given.has("json")
      ? JSON.stringify({ evaluations }, null, 2)
      : `${evaluations.map(evaluationText).join("\n\n\n")}\n\nStatistics of the past; no investment advice.`;
    await world.write(`${text}\n`);
  },
};

/** What is to be scored of one timeframe. */
interface Part {
  readonly timeframe: Timeframe;
  readonly series: readonly Series[];
  readonly models: readonly ModelId[];
  readonly entry: TimeframeEntry | null;
  /** The first time that forecasts are issued at. */
  readonly from: EpochMs;
}

/** @throws UsageError, DataError where nothing can be scored at all. */
async function plan(
  given: EvaluateGiven,
  asked: readonly ModelId[],
  artifacts: Artifacts,
  world: World,
): Promise<readonly Part[]> {
  const { from: wanted } = rangeOf(given.text("from"), undefined);
  const refusals: string[] = [];
  const parts: Part[] = [];
  for (const [timeframe, series] of await readAll(given, world)) {
    const models = asked.filter((model) => canSpeak(model, timeframe, artifacts));
    if (models.length === 0) {
      refusals.push(`There is no trained ${asked.join(", ")} of ${timeframe}: npm run train makes models.`);
      continue;
    }
    const isUnseen = models.some((model) => isTrained(model, timeframe));
    const unseen = isUnseen && artifacts.manifest !== null ? endOfTraining(artifacts.manifest, timeframe) : 0;
    const from = Math.max(unseen, wanted);
    if (endOf(series) >= from) {
      parts.push({ timeframe, series, models, from, entry: timeframeEntry(artifacts.manifest, timeframe) });
    } else refusals.push(nothingText(timeframe, from, unseen));
  }
  if (parts.length === 0) throw new DataError(refusals.join(" "));
  for (const refusal of refusals) world.notice(refusal);
  return parts;
}

async function* score(
  { timeframe, series, models, entry, from }: Part,
  artifacts: Artifacts,
  book: EvaluationBook,
  world: World,
): AsyncGenerator<Table> {
  const version = `r${artifacts.manifest?.revision ?? 0}`;
  const terms = {
    ...{ artifacts, from, withArima: models.includes("arima") },
    ensemble: entry === null ? null : { weights: entry, version },
  };
  const end = endOf(series);
  const begins = series.map(({ bars }) => bars[0]?.openTime ?? end);
  const begin = Math.max(from, Math.min(...begins));
  for await (const { scored, time } of walk(series, timeframe, terms)) {
    for (const row of scored) book.add(row);
    world.progress(progressText(timeframe, (time - begin) / (end - begin)));
    yield dumpTable(timeframe, models, scored);
  }
}

/** When the last of all bars closes. */
function endOf(series: readonly Series[]): EpochMs {
  return series.reduce((latest, { bars, timeframe }) => {
    const last = bars.at(-1)?.openTime ?? 0;
    return Math.max(latest, last + TIMEFRAME_MS[timeframe]);
  }, 0);
}

/** Every series of `--data` up to `--until`, by timeframe. @throws UsageError, DataError */
async function readAll(
  given: EvaluateGiven,
  world: World,
): Promise<ReadonlyMap<Timeframe, readonly Series[]>> {
  const { to: until } = rangeOf(undefined, given.text("until"));
  const all = new Map<Timeframe, Series[]>();
  for (const files of await chosenFiles(given, world)) {
    const read = await readSeries(files, { from: 0, to: Number.POSITIVE_INFINITY }, world);
    const bars = read.bars.filter(({ openTime }) => closeTimeOf(openTime, read.timeframe) <= until);
    if (bars.length === 0) continue;
    all.set(read.timeframe, [...(all.get(read.timeframe) ?? []), { ...read, bars }]);
  }
  if (all.size === 0)
    throw new DataError("There are no bars of a timeframe that is forecast, before --until.");
  return all;
}

/** Of many timeframes those alone that models are trained for: baselines of years of minutes would take hours. */
async function chosenFiles(given: EvaluateGiven, world: World): Promise<readonly SeriesFiles[]> {
  const found = await findSeries(given, capitals(given.list("symbol")), world);
  const known = found.filter(({ timeframe }) => timeframe === null || isForecast(timeframe));
  const chosen = known.filter(({ timeframe }) => timeframe === null || isModelTimeframe(timeframe));
  if (given.has("timeframe") || chosen.length === 0) return known;
  const others = new Set(
    found.flatMap(({ timeframe }) => timeframe ?? []).filter((one) => !isModelTimeframe(one)),
  );
  if (others.size > 0)
    world.notice(
      `Passed over, as nothing is trained for them: ${[...others].join(", ")}. --timeframe names one.`,
    );
  return chosen;
}

function isForecast(timeframe: Timeframe): boolean {
  return FORECAST_TIMEFRAMES.some((one) => one === timeframe);
}

/** Whether there is anything of a model in a timeframe. */
function canSpeak(model: ModelId, timeframe: Timeframe, { manifest }: Artifacts): boolean {
  if (model === "ml_ensemble") return timeframeEntry(manifest, timeframe) !== null;
  const isBaseline = ["naive", "drift", "arima", "har"].includes(model);
  return (
    isBaseline ||
    (manifest?.models.some((entry) => entry.model === model && entry.timeframe === timeframe) ?? false)
  );
}

function nothingText(timeframe: Timeframe, from: EpochMs, unseen: EpochMs): string {
  const time = new Date(from).toISOString().slice(0, 16);
  const why = from === unseen ? "the end of training and its embargo" : "--from";
  return `There are no bars of ${timeframe} after ${time}, ${why}. Baselines take any: --model har.`;
}

const BAR = 30;

function progressText(timeframe: Timeframe, part: number): string {
  const done = Math.round(Math.min(1, Math.max(0, part)) * BAR);
  return `${timeframe} ${"█".repeat(done)}${"░".repeat(BAR - done)} ${Math.floor((done / BAR) * 100)} %`;
}
