import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { harOutlook } from "../../market/forecast/har.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";
import { CHANNELS, logBar, SEQUENCE } from "../../market/forecast/inputs/log-bar.ts";
import { MODEL_FEATURES, modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_VERSION, INPUT_WINDOW } from "../../market/forecast/inputs/version.ts";
import { naiveOutlook } from "../../market/forecast/naive.ts";
import { CLASSES, QUANTILE_LEVELS } from "../../market/forecast/outlook.ts";
import { sigma24 } from "../../market/forecast/sigma.ts";
import { outcomeAt } from "../../market/forecast/targets.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { zstdCompress } from "../../platform/parquet/zstd.ts";

type Cells = (number | null)[];

/**
 * A series as models are trained on it ([FC-12]), as a Parquet file: a row a bar, of the bars up to it alone but for the
 * targets. The file's metadata tell how it was made.
 * @param bars the whole series, oldest first, each open time once.
 */
export function forecastFile(symbol: string, timeframe: Timeframe, bars: readonly PriceBar[]): Uint8Array {
  const columns = new Columns();
  bars.forEach((bar, index) => {
    columns.add("close", "DOUBLE", bar.close);
    columns.add("bars", "INT32", Math.min(index + 1, INPUT_WINDOW));
    addInputs(columns, bars, index);
    addTargets(columns, bars, index, timeframe);
    columns.add("sigma24", "DOUBLE", sigma24(bars, index));
    addBaselines(columns, bars, index, timeframe);
  });
  const openTime: ColumnSource = {
    name: "open_time",
    data: bars.map((bar) => BigInt(bar.openTime)),
    type: "INT64",
  };
  const about = { symbol, timeframe, inputVersion: INPUT_VERSION, window: INPUT_WINDOW, sequence: SEQUENCE };
  const kvMetadata = Object.entries({ ...about, features: MODEL_FEATURES.join(",") }).map(([key, value]) => ({
    key: `wick.${key}`,
    value: String(value),
  }));
  const buffer = parquetWriteBuffer({
    ...{ columnData: [openTime, ...columns.sources()], kvMetadata, createdBy: "wick" },
    ...{ codec: "ZSTD", compressors: { ZSTD: zstdCompress }, rowGroupSize: 65_536 },
  });
  return new Uint8Array(buffer);
}

/** Columns in the order in which they were first told. */
class Columns {
  readonly #columns = new Map<string, { type: "DOUBLE" | "FLOAT" | "INT32"; cells: Cells }>();

  add(name: string, type: "DOUBLE" | "FLOAT" | "INT32", cell: number | null): void {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = { type, cells: [] };
      this.#columns.set(name, column);
    }
    column.cells.push(cell);
  }

  sources(): ColumnSource[] {
    return [...this.#columns].map(([name, { type, cells }]) => ({
      ...{ name, type, data: cells },
      nullable: cells.includes(null),
    }));
  }
}

function addInputs(columns: Columns, bars: readonly PriceBar[], index: number): void {
  const features = modelFeatures(bars, index);
  MODEL_FEATURES.forEach((name, i) => {
    columns.add(`f_${name}`, "FLOAT", features[i] ?? null);
  });
  const own = logBar(bars, index);
  for (let i = 0; i < CHANNELS; i++) columns.add(`b_${i}`, "FLOAT", own[i] ?? null);
}

function addTargets(columns: Columns, bars: readonly PriceBar[], index: number, timeframe: Timeframe): void {
  const { horizons, direction } = outcomeAt(bars, index, timeframe);
  horizonsOf(timeframe).forEach((horizon, i) => {
    columns.add(`y_${horizon}`, "DOUBLE", horizons[i]?.logReturn ?? null);
    columns.add(`v_${horizon}`, "DOUBLE", horizons[i]?.variance ?? null);
  });
  columns.add("label", "INT32", direction === null ? null : CLASSES.indexOf(direction));
}

function addBaselines(
  columns: Columns,
  bars: readonly PriceBar[],
  index: number,
  timeframe: Timeframe,
): void {
  const outlooks = {
    naive: naiveOutlook(bars, index, timeframe),
    har: harOutlook(bars, index, timeframe),
  };
  for (const [model, { horizons }] of Object.entries(outlooks)) {
    for (const { horizon, quantiles, variance } of horizons) {
      QUANTILE_LEVELS.forEach((_, i) => {
        columns.add(`${model}_q_${horizon}_${i}`, "DOUBLE", quantiles?.[i] ?? null);
      });
      columns.add(`${model}_v_${horizon}`, "DOUBLE", variance);
    }
  }
  CLASSES.forEach((_, i) => {
    columns.add(`naive_p_${i}`, "DOUBLE", outlooks.naive.probabilities?.[i] ?? null);
  });
}
