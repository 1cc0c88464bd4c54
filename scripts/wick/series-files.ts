import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";
import { DataError, UsageError } from "./failure.ts";
import type { Flags, Given } from "./flags.ts";
import type { World } from "./world.ts";

export const DATA_FLAGS = {
  data: {
    takes: "FILE_OR_DIR",
    what: "kline files: CSV, .csv.gz, .parquet, .zip; may be given again",
    again: true,
  },
  timeframe: { takes: TIMEFRAMES.join("|"), what: "only these files; or of a file whose name does not say" },
  from: {
    takes: "TIME",
    what: "first open time told: 2024-08-01, 2024-08-01T12:30 or ms; earlier bars only lead in",
  },
  to: { takes: "TIME", what: "last open time read; a day counts to its end" },
} as const satisfies Flags;
export type DataFlag = keyof typeof DATA_FLAGS;

export const SYMBOL_FLAG = {
  symbol: { takes: "A,B", what: "only these symbols; of one file also what to call its bars" },
} as const satisfies Flags;

/** The files of one series, in the order of their names. */
export interface SeriesFiles {
  readonly symbol: string;
  /** Null where no name says it: its bars do. */
  readonly timeframe: Timeframe | null;
  readonly paths: readonly string[];
}

interface NamedFile {
  readonly path: string;
  readonly symbol: string;
  readonly timeframe: Timeframe | null;
}

const ENDING = /\.(csv|csv\.gz|parquet|zip)$/i;
/** `BTCUSDT_1h`, `BTCUSDT_UM_1m_20220501_20220630`, `BTCUSDT-1h-2024-01`: futures are a series of their own. */
const KLINES = /^([A-Z0-9]{2,20}(?:_[UC]M)?)[-_](\d{1,2}[a-zA-Z])(?:[-_].*)?$/;

/**
 * The series that `--data` names, by symbol and timeframe ([CLI-10]).
 * @param symbols wanted ones; undefined: all.
 * @throws UsageError, DataError where nothing is found.
 */
export async function findSeries(
  given: Given<"data" | "timeframe">,
  symbols: readonly string[] | undefined,
  world: World,
): Promise<SeriesFiles[]> {
  const named = given.all("data");
  if (named.length === 0) throw new UsageError("--data names the kline files.");
  const timeframe = given.choice("timeframe", TIMEFRAMES);
  const files: NamedFile[] = [];
  for (const text of named) {
    const path = resolve(world.folder, text);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) throw new DataError(`There is no ${text}.`);
    if (info.isDirectory()) files.push(...(await filesBelow(path, world)));
    else files.push(namedFile(path, named.length === 1 ? symbols : undefined, timeframe));
  }
  const wanted = files.filter(
    (file) =>
      (timeframe === undefined || file.timeframe === null || file.timeframe === timeframe) &&
      (symbols === undefined || symbols.includes(file.symbol)),
  );
  if (wanted.length === 0) throw new DataError(nothingText(named, files, symbols, timeframe));
  return grouped(wanted, timeframe ?? null);
}

/** The kline files below a folder; those of timeframes that there are not are told of. */
async function filesBelow(folder: string, world: World): Promise<NamedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const others: string[] = [];
  const files = paths.flatMap((path) => {
    const { symbol, timeframe } = told(path);
    if (symbol !== undefined && timeframe === undefined) others.push(basename(path));
    return symbol === undefined || timeframe === undefined ? [] : { path, symbol, timeframe };
  });
  if (others.length > 0)
    world.notice(
      `Passed over, as their timeframe is none of ${TIMEFRAMES.join(", ")}: ${others.join(", ")}.`,
    );
  return files;
}

/**
 * A file that was named itself may be called anything.
 * @param names what its bars are to be called, where one name is given.
 */
function namedFile(
  path: string,
  names: readonly string[] | undefined,
  timeframe: Timeframe | undefined,
): NamedFile {
  const name = told(path);
  const symbol = name.symbol ?? basename(path).replace(ENDING, "").toUpperCase();
  const only = names?.length === 1 ? names[0] : undefined;
  return { path, symbol: only ?? symbol, timeframe: name.timeframe ?? timeframe ?? null };
}

function told(path: string): { readonly symbol?: string; readonly timeframe?: Timeframe } {
  const name = basename(path);
  const [, symbol, timeframe = ""] = (ENDING.test(name) && KLINES.exec(name.replace(ENDING, ""))) || [];
  if (symbol === undefined) return {};
  return isTimeframe(timeframe) ? { symbol, timeframe } : { symbol };
}

/** Symbols as they were typed, in capitals as they are in names. */
export function capitals(symbols: readonly string[] | undefined): readonly string[] | undefined {
  return symbols?.map((symbol) => symbol.toUpperCase());
}

function grouped(files: readonly NamedFile[], timeframe: Timeframe | null): SeriesFiles[] {
  const groups = new Map<string, SeriesFiles & { readonly paths: string[] }>();
  for (const file of files) {
    const key = `${file.symbol} ${file.timeframe ?? timeframe}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { ...file, timeframe: file.timeframe ?? timeframe, paths: [file.path] });
    } else if (!group.paths.includes(file.path)) group.paths.push(file.path);
  }
  const length = ({ timeframe: one }: SeriesFiles) => (one === null ? 0 : TIMEFRAME_MS[one]);
  return [...groups.values()].sort((a, b) =>
    a.symbol === b.symbol ? length(a) - length(b) : a.symbol < b.symbol ? -1 : 1,
  );
}

function nothingText(
  named: readonly string[],
  files: readonly NamedFile[],
  symbols: readonly string[] | undefined,
  timeframe: Timeframe | undefined,
): string {
  const what = `${timeframe === undefined ? "" : `${timeframe} `}klines${symbols === undefined ? "" : ` of ${symbols.join(", ")}`}`;
  const there = [...new Set(files.map((file) => `${file.symbol} ${file.timeframe ?? ""}`.trim()))];
  const others = there.length === 0 ? "" : ` There are: ${there.slice(0, 20).join(", ")}.`;
  return `There are no ${what} in ${named.join(", ")}.${others}`;
}
