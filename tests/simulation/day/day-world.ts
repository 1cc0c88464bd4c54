import type { SymbolHubRpc } from "../../../contract/hub.ts";
import { parseVariables } from "../../../platform/config.ts";
import { upsertBars } from "../../../platform/d1/bars.ts";
import { storeSignalRecords } from "../../../platform/d1/signals.ts";
import { listSymbols, seedSymbols } from "../../../platform/d1/symbols.ts";
import { openHistory } from "../../../platform/history/history.ts";
import { seededRandom } from "../../../scripts/replay/model/random.ts";
import type { JobPorts } from "../../../worker/jobs/job.ts";
import { openMemoryBucket } from "../../support/memory-bucket.ts";
import { openNodeD1 } from "../../support/node-d1.ts";
import { MINUTE } from "../hub/market.ts";
import { simFeed } from "../hub/sim-feed.ts";
import { SYMBOL, World } from "../hub/world.ts";
import { DayAlerts } from "./day-alerts.ts";
import type { DayPlan, Stretch } from "./day-plan.ts";

/** Operations so far, as they are billed. */
export interface Operations {
  readonly hubRows: Readonly<Record<string, number>>;
  readonly d1Rows: Readonly<Record<string, number>>;
  readonly r2: Readonly<Record<string, number>>;
  readonly hubCalls: number;
  /** Rows and calls of the log of alerts. */
  readonly logRows: number;
  readonly logCalls: number;
}

/**
 * A symbol's whole day in virtual time: a hub on a simulated exchange, its outbox into real SQLite, a bucket, and
 * every scheduled job, each minute, as in production.
 */
export class DayWorld {
  readonly day: DayPlan;
  readonly world: World;
  readonly d1 = openNodeD1();
  readonly bucket = openMemoryBucket();
  readonly ports: JobPorts;
  readonly alerts: DayAlerts;
  hubCalls = 0;
  #begun = false;
  readonly #runJobs: (ports: JobPorts) => Promise<void>;

  constructor(day: DayPlan, runJobs: (ports: JobPorts) => Promise<void>) {
    this.day = day;
    this.#runJobs = runJobs;
    const { db } = this.d1;
    const lost = seededRandom(day.plan.seed, 12);
    this.alerts = new DayAlerts(db, day, () => lost() < 5 * day.flaky);
    this.world = new World(day.plan, {
      alerts: this.alerts,
      sendOutbox: async (symbol, rows) => {
        await upsertBars(
          db,
          rows.map(({ timeframe, bar }) => ({ symbol, timeframe, bar })),
        );
      },
      sendSignals: async (symbol, rows) => {
        await storeSignalRecords(
          db,
          symbol,
          rows.map(({ record }) => record),
        );
        for (const { record } of rows) this.world.records.set(record.seq, record);
      },
    });
    const { time, exchange } = this.world;
    const hub = this.#hubRpc();
    const rest = simFeed({
      exchange,
      time,
      random: seededRandom(day.plan.seed, 9),
      alive: () => true,
    }).rest;
    this.ports = {
      db,
      cold: this.bucket.bucket,
      config: parseVariables({ SYMBOLS: SYMBOL, MARKET_SOURCES: "", ENVIRONMENT: "test" }),
      now: () => Math.floor(time.now()),
      symbols: async () => (await listSymbols(db)).filter(({ status }) => status === "active"),
      hub: () => hub,
      exchange: () => rest,
      history: openHistory({
        db,
        cold: this.bucket.bucket,
        hub: () => hub,
        exchange: () => rest,
        now: () => Math.floor(time.now()),
      }),
    };
    const during = (stretch: Stretch) => time.now() >= stretch.from && time.now() < stretch.to;
    const chance = seededRandom(day.plan.seed, 11);
    this.d1.fail(() => {
      if (day.databaseDown !== undefined && during(day.databaseDown)) return { message: "D1 is down" };
      if (!this.#begun || time.now() >= day.midnight || chance() >= day.flaky) return undefined;
      return { message: "D1 lost its connection", after: chance() < 0.5 };
    });
    this.bucket.fail(() => (day.bucketDown.some(during) ? "R2 is down" : undefined));
  }

  async open(): Promise<void> {
    await seedSymbols(this.d1.db, [SYMBOL], this.day.start);
    await this.alerts.storeRules(this.world, this.day);
    this.#begun = true;
    const { world } = this;
    for (const episode of this.day.plan.episodes) {
      if (episode.kind !== "evict") continue;
      world.time.at(episode.from, () => world.evict());
      world.time.at(episode.to, () => world.revive());
    }
    world.open();
    this.#everyMinute(this.day.start + MINUTE);
  }

  /** Lets the day go on until `time`. */
  async runUntil(time: number): Promise<void> {
    await this.world.time.runUntil(time);
  }

  operations(): Operations {
    return {
      hubRows: { ...this.world.sql.writtenTo },
      d1Rows: this.d1.written(),
      r2: { ...this.bucket.operations },
      hubCalls: this.hubCalls,
      logRows: this.alerts.logSql.written,
      logCalls: this.alerts.calls,
    };
  }

  /** Cron fires each minute, whether the minute before has ended or not. */
  #everyMinute(at: number): void {
    this.world.time.at(at, () => {
      void this.#runJobs(this.ports);
      if (at + MINUTE < this.day.plan.end) this.#everyMinute(at + MINUTE);
    });
  }

  /** The hub as RPC shows it: every call may fail, and none is answered in the caller's turn. */
  #hubRpc(): SymbolHubRpc {
    const call = async <T>(ask: () => T | Promise<T>): Promise<T> => {
      await Promise.resolve();
      this.hubCalls += 1;
      return structuredClone(await ask());
    };
    const { world } = this;
    return {
      configure: (symbol, config) => call(() => world.hub.configure(symbol, config)),
      remove: () => call(() => world.hub.remove()),
      heartbeat: () => call(() => world.hub.getStatus()),
      getStatus: () => call(() => world.hub.getStatus()),
      getTicker: () => call(() => world.hub.getTicker()),
      getBars: (query) => call(() => world.hub.getBars(query)),
      getTicks: (query) => call(() => world.hub.getTicks(query)),
      catchUp: (requests) => call(() => world.hub.catchUp(requests)),
      ingest: (ticks, key) => call(() => world.hub.ingest(ticks, key)),
      processBars: (timeframe) => call(() => world.hub.processBars(timeframe)),
      reviseBars: (timeframe, bars) => call(() => world.hub.reviseBars(timeframe, bars)),
      getAnalysis: (timeframe) => call(() => world.hub.getAnalysis(timeframe)),
      getSignals: (timeframe) => call(() => world.hub.getSignals(timeframe)),
      generateSignal: (timeframe) => call(() => world.hub.generateSignal(timeframe)),
      getSignalHead: () => call(() => world.hub.getSignalHead()),
      publishForecast: (timeframe, events) => call(() => world.hub.publishForecast(timeframe, events)),
      syncAlerts: () => call(() => world.hub.syncAlerts()),
      restart: () => call(() => world.restart()),
    };
  }
}
