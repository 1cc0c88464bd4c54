import { parseDecimal } from "../../../market/bars/decimal.ts";
import type { Kline } from "../../../market/bars/kline.ts";
import { epochMsFrom } from "../../../market/time/epoch.ts";
import { openTimeOf, type Timeframe } from "../../../market/time/timeframe.ts";
import { BadArchive } from "./zip.ts";

const FIELDS = 12;
const BATCH = 5_000;

/**
 * The closed klines of an archive's CSV, in batches, oldest first. A header is passed over; times are in ms or, since
 * 2025, in µs, told apart by their range.
 * @throws BadArchive on a row that is not a kline of the timeframe behind the one before.
 */
export async function* klinesOfCsv(
  content: ReadableStream<Uint8Array>,
  timeframe: Timeframe,
): AsyncGenerator<readonly Kline[]> {
  let batch: Kline[] = [];
  let last = -1;
  let line = 0;
  for await (const text of linesOf(content)) {
    line += 1;
    if (text === "" || (line === 1 && text.startsWith("open_time"))) continue;
    const kline = klineOf(text, timeframe, line);
    if (kline.openTime <= last) throw new BadArchive(`line ${line}: not behind the line before`);
    last = kline.openTime;
    batch.push(kline);
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function* linesOf(content: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = content.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw error instanceof BadArchive ? error : new BadArchive(`it cannot be inflated: ${String(error)}`);
    });
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.trimEnd();
    if (done) break;
  }
  if (rest !== "") yield rest.trimEnd();
}

function klineOf(text: string, timeframe: Timeframe, line: number): Kline {
  const fields = text.split(",");
  const [time, open, high, low, close, volume, , quoteVolume, n, buy, buyQuote] = fields;
  try {
    if (fields.length !== FIELDS) throw new RangeError(`${fields.length} fields`);
    const openTime = epochMsFrom(Number(time));
    if (openTimeOf(openTime, timeframe) !== openTime) throw new RangeError(`${time} is no open time`);
    const count = Number(n);
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${n} trades`);
    return {
      timeframe,
      openTime,
      open: parseDecimal(open ?? ""),
      high: parseDecimal(high ?? ""),
      low: parseDecimal(low ?? ""),
      close: parseDecimal(close ?? ""),
      volume: parseDecimal(volume ?? ""),
      quoteVolume: parseDecimal(quoteVolume ?? ""),
      n: count,
      takerBuyVolume: parseDecimal(buy ?? ""),
      takerBuyQuoteVolume: parseDecimal(buyQuote ?? ""),
      firstId: null,
      lastId: null,
      closed: true,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new BadArchive(`line ${line}: ${error.message}`);
    throw error;
  }
}
