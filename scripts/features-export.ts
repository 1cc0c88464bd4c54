import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FEATURE_SET_IDS } from "../market/features/set-id.ts";
import type { TextBar } from "../market/indicators/price-bar.ts";
import { isTimeframe, type Timeframe } from "../market/time/timeframe.ts";
import { appSymbol, appSymbols, readAppBars } from "./features/app-bars.ts";
import { featureFile } from "./features/feature-file.ts";
import { klineFiles, readKlines } from "./features/kline-files.ts";

const USAGE = `npm run features:export -- --data FILE_OR_FOLDER | --url APP [--symbols A,B] [--timeframe 1h]
  [--set ${FEATURE_SET_IDS.join("|")}] [--out features]
Writes one Parquet file a symbol: OUT/SYMBOL_TIMEFRAME_SET.parquet.`;

/** What can be exported, and how its bars are read. */
interface Source {
  readonly symbols: readonly string[];
  /** The symbol that a text on the command line means. */
  symbolOf(text: string): Promise<string>;
  read(symbol: string): Promise<readonly TextBar[]>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      url: { type: "string" },
      symbols: { type: "string" },
      timeframe: { type: "string", default: "1h" },
      set: { type: "string", default: "all" },
      out: { type: "string", default: "features" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { timeframe, out } = values;
  const set = FEATURE_SET_IDS.find((id) => id === values.set);
  if (set === undefined) throw new Error(`There is no set ${values.set}.\n${USAGE}`);
  if (!isTimeframe(timeframe)) throw new Error(`There is no timeframe ${timeframe}.\n${USAGE}`);
  const source = await sourceOf(values.data, values.url, timeframe);
  const named = values.symbols?.split(",").map((text) => source.symbolOf(text.trim()));
  const symbols = named === undefined ? source.symbols : await Promise.all(named);
  if (symbols.length === 0)
    throw new Error(`There is nothing of ${timeframe} to export: --timeframe names another.`);
  await mkdir(out, { recursive: true });
  for (const symbol of symbols) {
    const bars = await source.read(symbol);
    const path = join(out, `${symbol}_${timeframe}_${set}.parquet`);
    const start = performance.now();
    const file = featureFile({ symbol, timeframe, set }, bars);
    await writeFile(path, file);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`${path}: ${bars.length} rows, ${(file.length / 1_048_576).toFixed(1)} MiB, ${seconds} s`);
  }
}

async function sourceOf(
  data: string | undefined,
  url: string | undefined,
  timeframe: Timeframe,
): Promise<Source> {
  if (data !== undefined && url === undefined) {
    const files = await klineFiles(data, timeframe);
    return {
      symbols: [...files.keys()],
      symbolOf: async (text) => text.toUpperCase(),
      read: async (symbol) => {
        const found = files.get(symbol);
        if (found === undefined) throw new Error(`There are no ${timeframe} klines of ${symbol} in ${data}.`);
        return await readKlines(found);
      },
    };
  }
  if (url !== undefined && data === undefined) {
    return {
      symbols: await appSymbols(url),
      symbolOf: (text) => appSymbol(url, text),
      read: (symbol) => readAppBars(url, symbol, timeframe),
    };
  }
  throw new Error(USAGE);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
