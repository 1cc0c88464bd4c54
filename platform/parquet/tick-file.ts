import type { AsyncBuffer } from "hyparquet";
import type { TimeRange } from "../../contract/history.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { joinBytes } from "./bytes.ts";
import { type ColumnPlan, decimalColumn, flagColumn, idColumn, timeColumn } from "./columns.ts";
import { type DecimalDigits, digitsOf, layoutFor, NO_DIGITS, unpackDecimal } from "./decimal-layout.ts";
import { type Columns, column, readFooter, readGroups } from "./file-reader.ts";
import { FileWriter } from "./file-writer.ts";
import { rowGroups, TICK_GROUP } from "./row-groups.ts";

/** A file of ticks in memory, and what is in it. */
export interface TickFile {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly first: Trade | undefined;
  readonly last: Trade | undefined;
}

/** Digits of the two decimals of a tick. */
interface TickDigits {
  readonly price: DecimalDigits;
  readonly size: DecimalDigits;
}

/**
 * A file of ticks, which are read in batches: never more than a row group of them is held, only the (compressed)
 * file. Its scales are the first row group's; should a later one need more digits, the ticks are read once more.
 */
export async function tickFile(
  read: () => AsyncIterable<readonly Trade[]>,
  symbol: string,
): Promise<TickFile> {
  let digits: TickDigits = { price: NO_DIGITS, size: NO_DIGITS };
  for (;;) {
    const file = await encode(read(), symbol, digits);
    if ("bytes" in file) return file;
    digits = file;
  }
}

/** The ticks of a file whose times lie in the range, in their order; only the row groups that may hold them are read. */
export async function* readTickFile(
  file: AsyncBuffer,
  { from, to }: TimeRange,
): AsyncGenerator<readonly Trade[]> {
  const footer = await readFooter(file, "time");
  const names = ["id", "price", "size", "time", "firstId", "lastId", "buyerIsMaker"];
  for await (const columns of readGroups(file, footer, names, from, to)) {
    const ticks = ticksOf(columns, footer.scales).filter(({ time }) => time >= from && time <= to);
    if (ticks.length > 0) yield ticks;
  }
}

/** @returns the file, or how many digits it takes where the given ones turn out too few behind the first group. */
async function encode(
  batches: AsyncIterable<readonly Trade[]>,
  symbol: string,
  known: TickDigits,
): Promise<TickFile | TickDigits> {
  const parts: Uint8Array[] = [];
  let digits = known;
  let writer: FileWriter<Trade> | undefined;
  let rows = 0;
  let first: Trade | undefined;
  let last: Trade | undefined;
  for await (const group of rowGroups(batches, TICK_GROUP)) {
    const price = digitsOf(
      group.map((tick) => tick.price),
      digits.price,
    );
    const size = digitsOf(
      group.map((tick) => tick.size),
      digits.size,
    );
    const grown = !sameLayout(price, digits.price) || !sameLayout(size, digits.size);
    digits = { price, size };
    if (writer !== undefined && grown) return digits;
    writer ??= new FileWriter(tickColumns(digits), { symbol });
    parts.push(writer.group(group));
    first ??= group[0];
    last = group.at(-1);
    rows += group.length;
  }
  writer ??= new FileWriter(tickColumns(digits), { symbol });
  parts.push(writer.finish());
  return { bytes: joinBytes(parts), rows, first, last };
}

function sameLayout(a: DecimalDigits, b: DecimalDigits): boolean {
  const [one, other] = [layoutFor(a), layoutFor(b)];
  return one.scale === other.scale && one.wide === other.wide;
}

function tickColumns({ price, size }: TickDigits): ColumnPlan<Trade>[] {
  return [
    idColumn("id", (tick) => tick.id, false),
    decimalColumn("price", "path", layoutFor(price), (tick) => tick.price),
    decimalColumn("size", "noise", layoutFor(size), (tick) => tick.size),
    timeColumn("time", (tick) => tick.time, true),
    idColumn("firstId", (tick) => tick.firstId, false),
    idColumn("lastId", (tick) => tick.lastId, false),
    flagColumn("buyerIsMaker", (tick) => tick.buyerIsMaker),
  ];
}

function ticksOf(columns: Columns, scales: ReadonlyMap<string, number>): Trade[] {
  const [ids, times] = [column(columns, "id"), column(columns, "time")];
  const [prices, sizes] = [column(columns, "price"), column(columns, "size")];
  const [firstIds, lastIds] = [column(columns, "firstId"), column(columns, "lastId")];
  const makers = column(columns, "buyerIsMaker");
  return Array.from({ length: ids.length }, (_, i) => ({
    id: Number(ids[i]),
    price: unpackDecimal(prices[i], scales.get("price") ?? 0),
    size: unpackDecimal(sizes[i], scales.get("size") ?? 0),
    time: Number(times[i]),
    ...{ firstId: Number(firstIds[i]), lastId: Number(lastIds[i]), buyerIsMaker: makers[i] === true },
  }));
}
