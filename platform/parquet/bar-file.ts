import type { AsyncBuffer } from "hyparquet";
import type { TimeRange } from "../../contract/history.ts";
import type { Bar, BarSource } from "../../market/bars/bar.ts";
import type { Decimal } from "../../market/bars/decimal.ts";
import { precedenceOf } from "../../market/bars/precedence.ts";
import { closeTimeOf, type Timeframe } from "../../market/time/timeframe.ts";
import { joinBytes } from "./bytes.ts";
import {
  type ColumnPlan,
  countColumn,
  decimalColumn,
  flagColumn,
  idColumn,
  timeColumn,
  wordColumn,
} from "./columns.ts";
import { type DecimalLayout, digitsOf, layoutFor, unpackDecimal } from "./decimal-layout.ts";
import { type Columns, column, readFooter, readGroups } from "./file-reader.ts";
import { FileWriter } from "./file-writer.ts";
import { BAR_GROUP, rowGroups, slicesOf } from "./row-groups.ts";

/** What a file of bars says of itself. */
export interface BarFileAbout {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Layouts of the three kinds of decimals a bar has. */
interface BarLayout {
  readonly price: DecimalLayout;
  readonly volume: DecimalLayout;
  readonly quote: DecimalLayout;
}

/** For bars that are not all known yet: any bar fits, whatever the symbol. */
const ANY_BAR: BarLayout = {
  price: { scale: 8, wide: true },
  volume: { scale: 8, wide: true },
  quote: { scale: 16, wide: true },
};

/** A whole file of bars in memory, for a month or less: every column at the smallest scale that is exact. */
export function barFileBytes(bars: readonly Bar[], about: BarFileAbout): Uint8Array {
  const writer = new FileWriter(barColumns(layoutOf(bars)), { ...about });
  const parts = [...slicesOf(bars, BAR_GROUP)].map((group) => writer.group(group));
  return joinBytes([...parts, writer.finish()]);
}

/**
 * A file of bars as a stream, for any range: no more than one row group of it is ever held. What fits into one
 * row group has the smallest exact scales; a longer one, whose bars are not known when it begins, has DECIMAL(38).
 * Both are exact. The source's errors end the stream.
 */
export function barFileStream(
  batches: AsyncIterable<readonly Bar[]>,
  about: BarFileAbout,
): ReadableStream<Uint8Array> {
  const parts = fileParts(batches, about);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
      await endOf(batches);
    },
  });
}

/** Ends a source whose reader may be gone before it asked for anything. Of one that is over, nothing is left to end. */
export async function endOf(source: AsyncIterable<unknown>): Promise<void> {
  await source[Symbol.asyncIterator]().return?.();
}

/**
 * The bars of a file whose open times lie in the range, oldest first: only the row groups that may hold them are
 * read, neighbours with one read.
 */
export async function* readBarFile(
  file: AsyncBuffer,
  timeframe: Timeframe,
  { from, to }: TimeRange,
): AsyncGenerator<readonly Bar[]> {
  const footer = await readFooter(file, "openTime");
  for await (const columns of readGroups(file, footer, READ_COLUMNS, from, to)) {
    const bars = barsOf(columns, footer.scales, timeframe, from, to);
    if (bars.length > 0) yield bars;
  }
}

/** Open time and precedence of each bar of a file: what decides whether another bar takes its place. */
export async function readBarPrecedences(file: AsyncBuffer): Promise<ReadonlyMap<number, number>> {
  const footer = await readFooter(file, "openTime");
  const precedences = new Map<number, number>();
  const names = ["openTime", "revision", "source", "firstId"];
  const all = [footer, names, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  for await (const columns of readGroups(file, ...all)) {
    const [openTimes, revisions] = [column(columns, "openTime"), column(columns, "revision")];
    const [sources, firstIds] = [column(columns, "source"), column(columns, "firstId")];
    for (let i = 0; i < openTimes.length; i++) {
      const [source, firstId] = [sourceOf(sources[i]), idOf(firstIds[i])];
      precedences.set(
        Number(openTimes[i]),
        precedenceOf({ revision: Number(revisions[i]), source, firstId }),
      );
    }
  }
  return precedences;
}

async function* fileParts(
  batches: AsyncIterable<readonly Bar[]>,
  about: BarFileAbout,
): AsyncGenerator<Uint8Array, undefined> {
  let writer: FileWriter<Bar> | undefined;
  let held: readonly Bar[] = [];
  for await (const group of rowGroups(batches, BAR_GROUP)) {
    if (held.length > 0) {
      writer ??= new FileWriter(barColumns(ANY_BAR), { ...about });
      yield writer.group(held);
    }
    held = group;
  }
  writer ??= new FileWriter(barColumns(layoutOf(held)), { ...about });
  if (held.length > 0) yield writer.group(held);
  yield writer.finish();
}

function layoutOf(bars: readonly Bar[]): BarLayout {
  const smallest = (take: (bar: Bar) => readonly Decimal[]) => layoutFor(digitsOf(bars.flatMap(take)));
  return {
    price: smallest(({ open, high, low, close }) => [open, high, low, close]),
    volume: smallest(({ volume, takerBuyVolume }) => [volume, takerBuyVolume]),
    quote: smallest(({ quoteVolume, takerBuyQuoteVolume }) => [quoteVolume, takerBuyQuoteVolume]),
  };
}

/** The columns of a bar, in the order of the CSV export. */
function barColumns({ price, volume, quote }: BarLayout): ColumnPlan<Bar>[] {
  return [
    timeColumn("openTime", (bar) => bar.openTime, true),
    timeColumn("closeTime", (bar) => bar.closeTime),
    decimalColumn("open", "path", price, (bar) => bar.open),
    decimalColumn("high", "path", price, (bar) => bar.high),
    decimalColumn("low", "path", price, (bar) => bar.low),
    decimalColumn("close", "path", price, (bar) => bar.close),
    decimalColumn("volume", "noise", volume, (bar) => bar.volume),
    decimalColumn("quoteVolume", "noise", quote, (bar) => bar.quoteVolume),
    countColumn("n", (bar) => bar.n),
    decimalColumn("takerBuyVolume", "noise", volume, (bar) => bar.takerBuyVolume),
    decimalColumn("takerBuyQuoteVolume", "noise", quote, (bar) => bar.takerBuyQuoteVolume),
    idColumn("firstId", (bar) => bar.firstId, true),
    idColumn("lastId", (bar) => bar.lastId, true),
    flagColumn("final", (bar) => bar.final),
    countColumn("revision", (bar) => bar.revision),
    wordColumn("source", (bar) => bar.source),
  ];
}

/** All but the close time, which follows from the open time. */
const READ_COLUMNS = [
  ...["openTime", "open", "high", "low", "close", "volume", "quoteVolume", "n", "takerBuyVolume"],
  ...["takerBuyQuoteVolume", "firstId", "lastId", "final", "revision", "source"],
];

function barsOf(
  columns: Columns,
  scales: ReadonlyMap<string, number>,
  timeframe: Timeframe,
  from: number,
  to: number,
): Bar[] {
  const openTimes = column(columns, "openTime");
  const decimals = (name: string) => {
    const values = column(columns, name);
    const scale = scales.get(name) ?? 0;
    return (i: number) => unpackDecimal(values[i], scale);
  };
  const [open, high, low, close] = [decimals("open"), decimals("high"), decimals("low"), decimals("close")];
  const [volume, quoteVolume] = [decimals("volume"), decimals("quoteVolume")];
  const [takerVolume, takerQuote] = [decimals("takerBuyVolume"), decimals("takerBuyQuoteVolume")];
  const [counts, revisions] = [column(columns, "n"), column(columns, "revision")];
  const [firstIds, lastIds] = [column(columns, "firstId"), column(columns, "lastId")];
  const [finals, sources] = [column(columns, "final"), column(columns, "source")];
  const bars: Bar[] = [];
  for (let i = 0; i < openTimes.length; i++) {
    const openTime = Number(openTimes[i]);
    if (openTime < from || openTime > to) continue;
    bars.push({
      ...{ openTime, closeTime: closeTimeOf(openTime, timeframe) },
      ...{ open: open(i), high: high(i), low: low(i), close: close(i) },
      ...{ volume: volume(i), quoteVolume: quoteVolume(i), n: Number(counts[i]) },
      ...{ takerBuyVolume: takerVolume(i), takerBuyQuoteVolume: takerQuote(i) },
      ...{ firstId: idOf(firstIds[i]), lastId: idOf(lastIds[i]) },
      ...{ final: finals[i] === true, revision: Number(revisions[i]), source: sourceOf(sources[i]) },
    });
  }
  return bars;
}

function idOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function sourceOf(value: unknown): BarSource {
  if (value === "trades" || value === "kline" || value === "mixed") return value;
  throw new Error(`not a source of bars: ${String(value)}`);
}
