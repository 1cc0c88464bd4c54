import { coinNumber, type InferenceBatch } from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import { CHANNELS } from "../../market/forecast/inputs/log-bar.ts";
import type { AppInputs } from "./fitting.ts";
import type { GraphInputs } from "./session.ts";

/** Why a batch's arrays do not belong to its rows, or null where they do. */
export function batchTrouble({ n, features, bars, symbols }: InferenceBatch, app: AppInputs): string | null {
  if (symbols.length !== n) return `${symbols.length} symbols for ${n} rows`;
  const numbers = n * app.features.length;
  if (features.length !== numbers) return `${features.length} features for ${n} rows, not ${numbers}`;
  const values = n * app.sequence * CHANNELS;
  return bars.length === values ? null : `${bars.length} numbers of bars for ${n} rows, not ${values}`;
}

/** Rows `from` to `to` (not included) as a graph takes them: views of the batch, and the file's numbers of coins. */
export function rowsOf(
  { features, bars, symbols }: InferenceBatch,
  entry: ModelEntry,
  app: AppInputs,
  from: number,
  to: number,
): GraphInputs {
  const width = app.features.length;
  const values = app.sequence * CHANNELS;
  return {
    n: to - from,
    features: features.subarray(from * width, to * width),
    bars: bars.subarray(from * values, to * values),
    coin: BigInt64Array.from(symbols.slice(from, to), (symbol) => BigInt(coinNumber(entry, symbol))),
  };
}
