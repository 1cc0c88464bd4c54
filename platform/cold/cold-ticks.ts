import type { TimeRange } from "../../contract/history.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { readTickFile, tickFile } from "../parquet/tick-file.ts";
import { type ColdObject, coldObjectsOf, selectObject, selectObjects } from "./cold-index.ts";
import { tickKey } from "./periods.ts";
import { putObject } from "./put-object.ts";
import { ColdObjectDamaged, wholeFile } from "./r2-file.ts";

const TICKS = { kind: "ticks", timeframe: "ticks" } as const;

/** Ticks in R2: an object a symbol and hour. */
export class ColdTicks {
  readonly #db: D1Database;
  readonly #bucket: R2Bucket;

  constructor(db: D1Database, bucket: R2Bucket) {
    this.#db = db;
    this.#bucket = bucket;
  }

  /** The objects that hold something of the range, oldest first. */
  async objects(symbol: string, range: TimeRange): Promise<readonly ColdObject[]> {
    return coldObjectsOf(await selectObjects(this.#db, { ...TICKS, symbol }, range).all());
  }

  /** The ticks of the objects whose times lie in the range, in order. @throws ColdObjectDamaged */
  async *read(objects: readonly ColdObject[], range: TimeRange): AsyncGenerator<readonly Trade[]> {
    for (const object of objects) {
      if (object.lastTime < range.from || object.firstTime > range.to) continue;
      yield* readTickFile(await wholeFile(this.#bucket, object), range);
    }
  }

  /**
   * Makes the ticks of an hour its object; what was there is replaced. Equal content writes nothing.
   * @param read gives the hour's ticks by time, then id, as often as it is asked.
   * @param missing how many ids of the hour are known to be missing, once the ticks have been read.
   * @returns the rows that were written: 0 where nothing changed, and for an hour without ticks, which has no object.
   * @throws ColdWriteConflict, ColdObjectDamaged
   */
  async writeHour(
    symbol: string,
    hour: EpochMs,
    read: () => AsyncIterable<readonly Trade[]>,
    missing: (rows: number) => Promise<number>,
    now: EpochMs,
  ): Promise<number> {
    const place = { ...TICKS, symbol, period: hour };
    const before = coldObjectsOf(await selectObject(this.#db, place).all())[0];
    const { bytes, rows, first, last } = await tickFile(read, symbol);
    if (first === undefined || last === undefined) return 0;
    const times = { firstTime: first.time, lastTime: last.time };
    const { written } = await putObject(this.#db, this.#bucket, now, {
      about: { ...place, rows, revisions: await missing(rows), ...times },
      before,
      content: bytes,
      keyOf: (sha256) => tickKey(symbol, hour, sha256),
      verify: async (file) => {
        let stored = 0;
        for await (const ticks of readTickFile(file, { from: first.time, to: last.time }))
          stored += ticks.length;
        if (stored !== rows) throw new ColdObjectDamaged("what was written cannot be read back");
      },
    });
    return written ? rows : 0;
  }
}
