import { WickError } from "../../contract/errors.ts";
import type { IngestReport } from "../../contract/ticks.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { sameValues } from "../../market/bars/frames.ts";
import { type BarSum, barOfSum } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";
import { checkTick, type PushedTick, type PushRules } from "./push-check.ts";
import { appendTick, byTime, foldMinute, type PushMinute } from "./push-minute.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const SECOND = TIMEFRAME_MS["1s"];

/** Keeps a `push` symbol's core fed by ticks that somebody sends ([BAR-50] to [BAR-52]). */
export class Push {
  readonly #core: Core;
  readonly #rules: PushRules;
  readonly #now: () => number;
  /** Minutes that are not final yet, by open time. */
  readonly #open = new Map<EpochMs, PushMinute>();

  constructor(core: Core, rules: PushRules, now: () => number) {
    this.#core = core;
    this.#rules = rules;
    this.#now = now;
    core.recovering = false;
    if (core.sequence.lastId === null) core.begin(0);
    const { clock, minutes } = core.engine.state;
    for (let minute = (minutes.finalThrough ?? clock) + MINUTE; minute <= clock; minute += MINUTE)
      this.#reload(minute);
    this.#showOpen();
  }

  /**
   * Stores ticks and folds them; everything is on disk when it returns. With an idempotency key the same
   * batch again gives the same report and changes nothing.
   * @throws WickError idempotency_conflict for the same key with other ticks.
   */
  async ingest(ticks: readonly PushedTick[], idempotencyKey?: string): Promise<IngestReport> {
    const { tables, engine } = this.#core;
    if (idempotencyKey === undefined) return this.#ingest(ticks);
    const body = await sha256(JSON.stringify(ticks));
    const known = tables.sql.all<{ body: string; report: string }>(
      "SELECT body, report FROM idempotency WHERE key = ?",
      idempotencyKey,
    )[0];
    if (known !== undefined) {
      if (known.body !== body) throw new WickError("idempotency_conflict");
      return JSON.parse(known.report);
    }
    return this.#ingest(ticks, (report) => {
      const insert = "INSERT INTO idempotency (key, body, report, at) VALUES (?, ?, ?, ?)";
      tables.sql.all(insert, idempotencyKey, body, JSON.stringify(report), engine.state.clock);
    });
  }

  #ingest(ticks: readonly PushedTick[], remember?: (report: IngestReport) => void): IngestReport {
    const report = this.#core.tables.sql.transaction(() => {
      const { trades, ...counts } = this.#accept(ticks);
      const revised = this.#fold(trades);
      const done: IngestReport = { accepted: trades.length, revised, ...counts };
      remember?.(done);
      this.#core.store();
      return done;
    });
    this.#core.announce();
    return report;
  }

  /** Sorts the good ticks from the bad, and gives the good ones their ids. */
  #accept(ticks: readonly PushedTick[]) {
    const { engine, journal, sequence } = this.#core;
    const trades: Trade[] = [];
    const rejected: { index: number; code: IngestReport["rejected"][number]["code"]; detail: string }[] = [];
    let duplicates = 0;
    for (const [index, tick] of ticks.entries()) {
      const checked = checkTick(tick, this.#rules, engine.state.clock, this.#now());
      if ("code" in checked) {
        rejected.push({ index, ...checked });
        continue;
      }
      if (tick.id !== undefined && !this.#isNew(tick.id, checked.time)) {
        duplicates += 1;
        continue;
      }
      const id = (sequence.lastId ?? 0) + 1;
      const trade: Trade = { id, ...checked, firstId: id, lastId: id, buyerIsMaker: false };
      sequence.lastId = id;
      if (trade.time > engine.state.clock) engine.state.clock = trade.time;
      journal.trade(trade);
      trades.push(trade);
    }
    this.#core.lastTime = trades.length > 0 ? engine.state.clock : this.#core.lastTime;
    this.#core.count("duplicates", duplicates);
    this.#core.tables.ticks.put(trades);
    return { trades, duplicates, rejected };
  }

  #isNew(id: string, time: EpochMs): boolean {
    const { sql } = this.#core.tables;
    return (
      sql.all("INSERT INTO push_tick (id, time) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id", id, time)
        .length > 0
    );
  }

  /** Folds the new ticks; returns how many fell behind a final bar. */
  #fold(trades: readonly Trade[]): number {
    const { engine } = this.#core;
    const { minutes, seconds, clock } = engine.state;
    // Nothing is final before the first ticks, the oldest of them included: they may have come out of order.
    const start = trades.reduce((oldest, { time }) => Math.min(oldest, time), clock);
    minutes.finalThrough ??= openTimeOf(Math.max(0, start - this.#rules.latenessMs), "1m") - 2 * MINUTE;
    const touched = new Set<EpochMs>();
    const reread = new Set<EpochMs>();
    let behind = 0;
    for (const trade of [...trades].sort(byTime)) {
      const openTime = openTimeOf(trade.time, "1m");
      // What comes behind a final minute corrects it, and is no last price: what signals and alerts made of that time
      // stands ([ANA-31]).
      if (openTime > minutes.finalThrough) {
        this.#core.analytics.onTrade(trade);
        this.#core.alerts.book.onTrade(trade);
      }
      if (trade.time <= seconds.finalThrough + SECOND - 1) behind += 1;
      touched.add(openTimeOf(trade.time, "1s"));
      const open = this.#open.get(openTime);
      if (openTime <= minutes.finalThrough || (open !== undefined && trade.time < open.lastTime))
        reread.add(openTime);
      else if (reread.has(openTime)) continue;
      else if (open !== undefined) appendTick(open, trade);
      else {
        const minute = foldMinute([trade]);
        if (minute !== undefined) this.#open.set(openTime, minute);
      }
    }
    const late: PushMinute[] = [];
    for (const openTime of [...reread].sort((a, b) => a - b)) {
      const minute = this.#reload(openTime);
      if (minute !== undefined && openTime <= minutes.finalThrough) late.push(minute);
    }
    this.#finishSeconds(late, touched);
    for (const minute of late) this.#revise(minute.sum);
    this.#finishMinutes();
    this.#showOpen();
    return behind;
  }

  /** Folds a minute again from all its stored ticks. */
  #reload(openTime: EpochMs): PushMinute | undefined {
    const ticks = this.#core.tables.ticks.inTime(openTime, openTime + MINUTE - 1, Number.MAX_SAFE_INTEGER);
    const minute = foldMinute(ticks.sort(byTime));
    const { finalThrough } = this.#core.engine.state.minutes;
    if (minute !== undefined && (finalThrough === null || openTime > finalThrough))
      this.#open.set(openTime, minute);
    return minute;
  }

  /** Announces the seconds that are over by now, and corrections of those that were announced. */
  #finishSeconds(late: readonly PushMinute[], touched: ReadonlySet<EpochMs>): void {
    const { journal } = this.#core;
    const { seconds, clock } = this.#core.engine.state;
    const over = clock - this.#rules.latenessMs - SECOND;
    const before = seconds.finalThrough;
    for (const minute of [...late, ...this.#ordered()]) {
      for (const [openTime, sum] of [...minute.seconds].sort(([a], [b]) => a - b)) {
        if (openTime > before ? openTime > over : !touched.has(openTime)) continue;
        const known = openTime > before ? undefined : this.#knownSecond(openTime);
        const bar = barOfSum(sum, "1s", true, known === undefined ? 0 : known.revision + 1);
        if (known !== undefined && sameValues(known, bar)) continue;
        journal.onBar({ timeframe: "1s", bar, cause: openTime > before ? "final" : "late" });
        if (openTime > seconds.finalThrough) seconds.finalThrough = openTime;
      }
    }
    // What has had its time is final, also where it had no tick: a later one for it is a correction.
    seconds.finalThrough = Math.max(seconds.finalThrough, openTimeOf(Math.max(0, over), "1s"));
  }

  #knownSecond(openTime: EpochMs): Bar | undefined {
    const { journal, tables } = this.#core;
    const fresh = journal.seconds.findLast((event) => event.bar.openTime === openTime);
    return fresh?.bar ?? tables.seconds.inTime(openTime, openTime)[0];
  }

  /** A tick fell into a final minute, or into one that had passed without a tick. */
  #revise(sum: BarSum): void {
    const { engine, tables } = this.#core;
    const known = tables.bars.get("1m", sum.openTime);
    const bar = barOfSum(sum, "1m", true, known === undefined ? 0 : known.revision + 1);
    if (known === undefined || !sameValues(known, bar)) engine.replaceMinute(bar, "late");
  }

  #finishMinutes(): void {
    const { engine } = this.#core;
    const over = engine.state.clock - this.#rules.latenessMs - MINUTE;
    for (const minute of this.#ordered()) {
      if (minute.openTime > over) break;
      engine.closeMinute(barOfSum(minute.sum, "1m", true, 0));
      this.#open.delete(minute.openTime);
    }
    const { minutes } = engine.state;
    minutes.finalThrough = Math.max(minutes.finalThrough ?? 0, openTimeOf(Math.max(0, over), "1m"));
  }

  /** Lets the engine show what is in progress. */
  #showOpen(): void {
    const { minutes, seconds } = this.#core.engine.state;
    const open = this.#ordered();
    const rest = { complete: true, kline: null, laterAt: null, absent: false };
    minutes.pending.splice(0, Infinity, ...open.map(({ openTime, sum }) => ({ openTime, sum, ...rest })));
    const last = [...(open.at(-1)?.seconds ?? [])].sort(([a], [b]) => a - b).at(-1);
    seconds.current = last !== undefined && last[0] > seconds.finalThrough ? last[1] : null;
  }

  #ordered(): PushMinute[] {
    return [...this.#open.values()].sort((a, b) => a.openTime - b.openTime);
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
