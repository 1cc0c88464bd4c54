import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isTimeframe, type Timeframe } from "../../../market/time/timeframe.ts";

const unzip = promisify(gunzip);

/** A file of recorded data, told by its name; its contents are read when its symbol is wanted. */
export type DataFile =
  | { readonly kind: "trades" | "frames"; readonly path: string; readonly symbol: string }
  | { readonly kind: "klines"; readonly path: string; readonly symbol: string; readonly frame: Timeframe };

/**
 * Finds recorded files below `folder`, nested or flat. Other files, and those of futures markets, are ignored.
 * @throws Error when the folder cannot be read.
 */
export async function findDataFiles(folder: string): Promise<DataFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => dataFile(path) ?? []);
}

/** What a file holds, by the names that recordings have; undefined for anything else. */
export function dataFile(path: string): DataFile | undefined {
  const name = basename(path);
  if (/^um_|_UM_/.test(name)) return undefined;
  const trades = /^(?:spot_)?([a-z0-9]{2,20})_trades(?:_\w+)?\.csv(?:\.gz)?$/i.exec(name)?.[1];
  if (trades !== undefined) return { kind: "trades", path, symbol: trades.toUpperCase() };
  const frames = /^(?:spot_)?([a-z0-9]{2,20})_\d{8}\.ndjson(?:\.gz)?$/i.exec(name)?.[1];
  if (frames !== undefined) return { kind: "frames", path, symbol: frames.toUpperCase() };
  const [, symbol, frame] =
    /^([A-Z0-9]{2,20})_(\d{1,2}[smhd])(?:_\d{8}_\d{8})?\.csv(?:\.gz)?$/.exec(name) ?? [];
  if (symbol === undefined || frame === undefined || !isTimeframe(frame) || frame === "1s") return undefined;
  return { kind: "klines", path, symbol, frame };
}

/** The lines of a file, unpacked if need be; without the last, empty one. */
export async function readLines(path: string): Promise<string[]> {
  const bytes = await readFile(path);
  const text = (path.endsWith(".gz") ? await unzip(bytes) : bytes).toString("utf8");
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
