import type { AsyncBuffer } from "hyparquet";
import type { TimeRange } from "../../contract/history.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { precedenceOf } from "../../market/bars/precedence.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { barFileBytes, readBarFile, readBarPrecedences } from "../parquet/bar-file.ts";
import { type ColdObject, coldObjectsOf, selectObject, selectObjects } from "./cold-index.ts";
import { mergeBars } from "./merge-bars.ts";
import { barKey, nextMonth } from "./periods.ts";
import { putObject } from "./put-object.ts";
import { ColdObjectDamaged, rangedFile, wholeFile } from "./r2-file.ts";

/** Up to this size one read of the whole costs less than two of its parts, and is checked. */
const WHOLE_BYTES = 256 * 1024;

/** What `ColdBars.mergeMonth` did. */
export interface MergedMonth {
  readonly object: ColdObject;
  /** False when the object had all of it already. */
  readonly written: boolean;
}

/** Bars in R2: an object a symbol, timeframe and month, found by the index in D1. */
export class ColdBars {
  readonly #db: D1Database;
  readonly #bucket: R2Bucket;

  constructor(db: D1Database, bucket: R2Bucket) {
    this.#db = db;
    this.#bucket = bucket;
  }

  /**
   * Asks for the objects that hold something of the range. To be run in one batch with the read of D1's own rows:
   * then no bar is missed that leaves D1 meanwhile.
   */
  index(symbol: string, timeframe: Timeframe, range: TimeRange): D1PreparedStatement {
    return selectObjects(this.#db, { kind: "bars", symbol, timeframe }, range);
  }

  /** What `index` answered, oldest first. */
  objects(result: D1Result<unknown>): readonly ColdObject[] {
    return coldObjectsOf(result);
  }

  /**
   * The bars of the objects whose open times lie in the range, oldest first, a row group at a time.
   * @throws ColdObjectDamaged, or what R2 fails with.
   */
  async *read(
    objects: readonly ColdObject[],
    timeframe: Timeframe,
    range: TimeRange,
  ): AsyncGenerator<readonly Bar[]> {
    for (const object of objects) {
      if (object.lastTime < range.from || object.firstTime > range.to) continue;
      yield* readBarFile(await this.#open(object, range), timeframe, range);
    }
  }

  /** Open time to precedence of all bars of an object. @throws as `read`. */
  async precedences(object: ColdObject): Promise<ReadonlyMap<EpochMs, number>> {
    return await readBarPrecedences(await wholeFile(this.#bucket, object));
  }

  /**
   * Adds final bars of one month, oldest first, to its object: at each open time the higher precedence stays.
   * Idempotent; the index names the new object once it has been read back.
   * @throws ColdWriteConflict, ColdObjectDamaged, RangeError for bars outside of the month.
   */
  async mergeMonth(
    symbol: string,
    timeframe: Timeframe,
    month: EpochMs,
    bars: readonly Bar[],
    now: EpochMs,
  ): Promise<MergedMonth> {
    const end = nextMonth(month);
    if (bars.some(({ openTime, final }) => openTime < month || openTime >= end || !final)) {
      throw new RangeError("only final bars of the month belong into its object");
    }
    const place = { kind: "bars", symbol, timeframe, period: month } as const;
    const before = coldObjectsOf(await selectObject(this.#db, place).all())[0];
    const merged = before === undefined ? bars : mergeBars(await this.#all(before, timeframe), bars);
    const [first, last] = [merged[0], merged.at(-1)];
    if (first === undefined || last === undefined) throw new RangeError("a month without bars has no object");
    const times = { firstTime: first.openTime, lastTime: last.openTime };
    const revisions = merged.reduce((sum, bar) => sum + precedenceOf(bar), 0);
    return await putObject(this.#db, this.#bucket, now, {
      about: { ...place, rows: merged.length, revisions, ...times },
      before,
      content: barFileBytes(merged, { symbol, timeframe }),
      keyOf: (sha256) => barKey(symbol, timeframe, month, sha256),
      verify: (file) => verify(file, merged),
    });
  }

  async #open(object: ColdObject, { from, to }: TimeRange): Promise<AsyncBuffer> {
    const all = from <= object.firstTime && to >= object.lastTime;
    return all || object.bytes <= WHOLE_BYTES
      ? await wholeFile(this.#bucket, object)
      : rangedFile(this.#bucket, object);
  }

  async #all(object: ColdObject, timeframe: Timeframe): Promise<Bar[]> {
    const bars: Bar[] = [];
    const range = { from: object.firstTime, to: object.lastTime };
    for await (const batch of this.read([object], timeframe, range)) bars.push(...batch);
    if (bars.length !== object.rows) throw new ColdObjectDamaged(`${object.key} has not all its rows`);
    return bars;
  }
}

/** The stored file has every bar at its revision, and no other. */
async function verify(file: AsyncBuffer, bars: readonly Bar[]): Promise<void> {
  const stored = await readBarPrecedences(file);
  if (stored.size !== bars.length || bars.some((bar) => stored.get(bar.openTime) !== precedenceOf(bar))) {
    throw new ColdObjectDamaged("what was written cannot be read back");
  }
}
