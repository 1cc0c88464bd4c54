import { barJson } from "../../../contract/bar-json.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import { barFileStream, readBarFile } from "../../../platform/parquet/bar-file.ts";
import { barsCsv } from "../../../worker/bars/bar-text.ts";
import { SYMBOL } from "../hub/world.ts";
import { announcedBars } from "./announced.ts";
import type { DayWorld } from "./day-world.ts";

/** The fields of a bar as text, whatever form they came in. */
type Texts = Record<string, string>;

/**
 * Compares the texts of the same bar and revision on the stream, in JSON, in CSV and in a Parquet file, field by
 * field. Returns what differs.
 */
export async function unlikeDigits(
  world: DayWorld,
  timeframe: Timeframe,
  bars: readonly Bar[],
): Promise<string[]> {
  const wrong: string[] = [];
  const announced = announcedBars(world, timeframe);
  const csv = csvTexts(barsCsv(bars));
  const parquet = await parquetTexts(timeframe, bars);
  for (const [index, bar] of bars.entries()) {
    const json = jsonTexts(barJson(bar));
    const stream = announced.get(bar.openTime);
    const forms = {
      csv: csv[index],
      parquet: parquet[index],
      stream: stream === undefined ? undefined : jsonTexts(stream),
    };
    for (const [name, texts] of Object.entries(forms)) {
      // What was there before the hub began was never on the stream.
      if (texts === undefined && name === "stream") continue;
      for (const [field, text] of Object.entries(json)) {
        if (texts?.[field] !== text)
          wrong.push(`${timeframe} ${bar.openTime} ${field}: ${name} ${texts?.[field]}, json ${text}`);
      }
    }
  }
  return wrong;
}

/** Numbers as they stand in the text: a parser would round them. */
function jsonTexts(json: string): Texts {
  const pairs = json.matchAll(/"(\w+)":("[^"]*"|[^,}]+)/g);
  return Object.fromEntries(
    [...pairs].map(([, name = "", text = ""]) => [name, text === "null" ? "" : text.replaceAll('"', "")]),
  );
}

function csvTexts(csv: string): Texts[] {
  const [header = "", ...lines] = csv.trimEnd().split("\r\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}

async function parquetTexts(timeframe: Timeframe, bars: readonly Bar[]): Promise<Texts[]> {
  async function* batches() {
    yield bars;
  }
  const file = await new Response(barFileStream(batches(), { symbol: SYMBOL, timeframe })).arrayBuffer();
  const read: Texts[] = [];
  const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };
  for await (const batch of readBarFile(file, timeframe, everything)) {
    for (const bar of batch) {
      const cells = Object.entries(bar).map(([name, value]) => [name, value === null ? "" : String(value)]);
      read.push(Object.fromEntries(cells));
    }
  }
  return read;
}
