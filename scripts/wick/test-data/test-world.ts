import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { runWick } from "../run-wick.ts";
import type { World } from "../world.ts";

/** A folder of its own, and commands that are run there. */
export class TestWorld {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<TestWorld> {
    return new TestWorld(await mkdtemp(join(tmpdir(), "wick-cli-")));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file; text is packed where its name says so. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(this.path(name), name.endsWith(".gz") ? gzipSync(content) : content);
  }

  /** Runs a command. @returns its status, what it printed, and what it said on standard error. */
  async run(...args: string[]): Promise<{ status: number; out: string; bytes: Uint8Array; notices: string }> {
    const pieces: Buffer[] = [];
    const notices: string[] = [];
    const world: World = {
      folder: this.folder,
      isTerminal: false,
      write: async (piece) => {
        pieces.push(Buffer.from(piece));
      },
      notice: (text) => {
        notices.push(text);
      },
      progress: () => {},
    };
    const status = await runWick(args, world);
    const bytes = Buffer.concat(pieces);
    return { status, out: bytes.toString(), bytes, notices: notices.join("\n") };
  }

  /** The rows that a command that has to succeed prints. */
  async rows(...args: string[]): Promise<Row[]> {
    const { status, out, notices } = await this.run(...args, "--format", "json");
    if (status !== 0) throw new Error(`${args.join(" ")}: ${notices}`);
    const rows: Row[] = JSON.parse(out);
    return rows;
  }
}

export type Row = Readonly<Record<string, number | string | null>>;

/** A kline file of bars, in the columns of recorded ones. */
export function klineCsv(bars: readonly PriceBar[]): string {
  const lines = bars.map((bar) =>
    [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume, "", "", "", "", ""].join(","),
  );
  const header =
    "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote";
  return [header, ...lines, ""].join("\n");
}

/** Rows of a CSV (RFC 4180) as texts by the header's names. */
export function csvRows(text: string): Record<string, string>[] {
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}
