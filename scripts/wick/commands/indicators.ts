import { anchoredFold } from "../../../market/indicators/anchored.ts";
import { type ChosenIndicator, chosenCore } from "../../../market/indicators/catalog/catalog.ts";
import { readRequest } from "../../../market/indicators/catalog/request.ts";
import { columnsOf } from "../../../market/indicators/columns.ts";
import type { BarColumns, Value, ValueColumns } from "../../../market/indicators/kernel.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { UsageError } from "../failure.ts";
import { OUT_FLAGS, outputOf, writeTables } from "../output.ts";
import type { Series } from "../read-series.ts";
import { DATA_FLAGS, SYMBOL_FLAG } from "../series-files.ts";
import { type Column, seriesColumns, type Table } from "../table.ts";

const FLAGS = {
  ...DATA_FLAGS,
  ...SYMBOL_FLAG,
  indicators: {
    takes: "LIST",
    what: "rsi, macd(12,26,9), bollinger(period=20,deviations=2) … (default: the core set)",
  },
  anchored: {
    takes: null,
    what: "the values that the desk and REST tell, instead of one fold of the whole series",
  },
  ...OUT_FLAGS,
};

/** `indicators`: values of every bar, a column an output, named as in the CSV of REST ([IND-33]). */
export const indicators: Command<keyof typeof FLAGS> = {
  name: "indicators",
  summary: "Indicators of every bar, a column each.",
  about: [
    "Values are one fold that begins with the first bar of the data: TA-Lib's over the whole series. They are empty while",
    "a warm-up lasts. With --anchored they are those of the chart and of GET /api/analysis/indicators, which begin anew in",
    "each block of 1,024 bars, so that they do not depend on how much is read; give some thousand bars before --from then.",
    "GET /api/analysis/indicators lists all indicators, docs/spec/indicators.md says how they are computed.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines/BTCUSDT_1h.csv.gz --indicators 'rsi(14),bollinger(period=20,deviations=2)' --out rsi.csv",
    "--data klines --timeframe 1h --symbol BTCUSDT,ETHUSDT --out core.parquet",
    "--data klines/BTCUSDT_1h.csv.gz --indicators 'ema(9),ema(21)' --from 2024-01-15 --format ndjson --iso",
  ],
  async run(given, world) {
    const chosen = chosenOf(given.text("indicators"));
    const output = outputOf(given, world);
    const anchored = given.has("anchored");
    const tables = async function* () {
      for await (const series of eachSeries(given, given.list("symbol"), world)) {
        yield indicatorTable(series, chosen, anchored);
      }
    };
    await writeTables(tables(), output, world);
  },
};

function chosenOf(text: string | undefined): readonly ChosenIndicator[] {
  if (text === undefined) return chosenCore();
  const { chosen, problems } = readRequest(text);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`--indicators: ${problem.message}.`);
  if (chosen.length === 0) throw new UsageError("--indicators names none.");
  return chosen;
}

function indicatorTable(series: Series, chosen: readonly ChosenIndicator[], anchored: boolean): Table {
  const { bars, first } = series;
  const length = bars.length - first;
  const columns = columnsOf(bars);
  const own = (name: keyof BarColumns, kind: Column["kind"] = "number"): Column => ({
    ...{ name, kind, cells: columns[name].subarray(first) },
  });
  return {
    length,
    columns: [
      ...seriesColumns(series, length),
      own("openTime", "time"),
      ...(["open", "high", "low", "close", "volume"] as const).map((name) => own(name)),
      ...chosen.flatMap((one) => {
        const values = anchored ? anchoredColumns(series, one) : wholeColumns(series, columns, one);
        return one.entry.outputs.map(({ name }): Column => {
          const title = one.entry.outputs.length === 1 ? one.key : `${one.key}.${name}`;
          return { name: title, kind: "number", cells: values[name] ?? new Float64Array(length).fill(NaN) };
        });
      }),
    ],
  };
}

/** One fold of all there is, from the first bar that is told of on. */
function wholeColumns(
  { bars, first }: Series,
  columns: BarColumns,
  { entry, parameters }: ChosenIndicator,
): ValueColumns {
  const kernel = INDICATORS.find(({ id }) => id === entry.id);
  if (kernel !== undefined) {
    const batch = kernel.batch(parameters, columns);
    return Object.fromEntries(Object.entries(batch).map(([name, cells]) => [name, cells.subarray(first)]));
  }
  const { indicator } = entry;
  if (!("begin" in indicator)) throw new Error(`${entry.id} is in no registry`);
  const step = indicator.begin(parameters);
  return columnsOfValues(bars.map(step).slice(first), entry.outputs);
}

function anchoredColumns({ bars, first, timeframe }: Series, one: ChosenIndicator): ValueColumns {
  const { indicator, outputs } = one.entry;
  return columnsOfValues(anchoredFold(indicator, one.parameters, timeframe, bars, first), outputs);
}

function columnsOfValues(
  values: readonly (Value | null)[],
  outputs: readonly { readonly name: string }[],
): ValueColumns {
  const numberOf = (value: Value | null, name: string) =>
    typeof value === "number" ? value : (value?.[name] ?? Number.NaN);
  return Object.fromEntries(
    outputs.map(({ name }) => [name, Float64Array.from(values, (value) => numberOf(value, name))]),
  );
}
