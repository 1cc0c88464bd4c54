import { createHash } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { timeOfEvent } from "../../contract/signals.ts";
import { grossReturn, outcomesOf } from "../../market/signals/performance.ts";
import type { SignalRecord } from "../../market/signals/record.ts";
import { chainOf, thoughtEvents } from "../../market/signals/test-data/chain.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import { readSignalRecords, readSignals, type SignalPlace, sumOutcomes } from "./signal-queries.ts";
import { SignalRecordConflict, storeSignalRecords } from "./signals.ts";

const SYMBOL = "AAAUSDT";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const EVENTS = thoughtEvents(SYMBOL);
const CHAIN = chainOf(SYMBOL, EVENTS, timeOfEvent, sha256);
/** The signals as their last event tells them, newest first. */
const SIGNALS = [...new Map(EVENTS.map(({ signal }) => [signal.id, signal])).values()].reverse();

let d1: NodeD1;
beforeEach(() => {
  d1 = openNodeD1();
});

test("[SIG-54] records and signals come back as they were, however they were cut into batches", async () => {
  for (const size of [1, 2, 5, CHAIN.length]) {
    d1 = openNodeD1();
    for (let i = 0; i < CHAIN.length; i += size) {
      await storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(i, i + size));
    }
    expect(await readSignalRecords(d1.db, SYMBOL, 0, 100)).toEqual(CHAIN);
    expect(await readSignals(d1.db, { limit: 100 })).toEqual(SIGNALS);
  }
});

test("[SIG-54] what is sent again changes nothing, and costs nothing", async () => {
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  const before = d1.written();
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  await storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(0, 3));
  await storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(-2));
  expect(d1.written()).toEqual(before);
  expect(await readSignals(d1.db, { limit: 100 })).toEqual(SIGNALS);
});

test("[SIG-54] a batch whose answer was lost is sent again with what came meanwhile", async () => {
  d1.fail((sql) => (sql.includes("signal_record") ? { message: "lost", after: true } : undefined));
  await expect(storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(0, 4))).rejects.toThrow("lost");
  d1.fail(undefined);
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  expect(await readSignalRecords(d1.db, SYMBOL, 0, 100)).toEqual(CHAIN);
  expect(await readSignals(d1.db, { limit: 100 })).toEqual(SIGNALS);
});

test("[SIG-54] records that contradict what is stored, or leave a hole, are refused as a whole", async () => {
  await storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(0, 5));
  const other = chainOf(SYMBOL, thoughtEvents(SYMBOL).slice(2), timeOfEvent, sha256);
  const fourth = CHAIN[3] as SignalRecord;
  const refused: (readonly SignalRecord[])[] = [
    other,
    CHAIN.slice(6),
    [{ ...fourth, hash: sha256("another") }],
    [{ ...fourth, at: fourth.at + 1 }, ...CHAIN.slice(4)],
    [{ ...fourth, body: fourth.body.replace('"kind"', '"kinds"') }],
    [CHAIN[5], CHAIN[7]] as SignalRecord[],
    [{ ...(CHAIN[5] as SignalRecord), symbol: "BBBUSDT" }],
    [{ ...(CHAIN[5] as SignalRecord), previousHash: sha256("another") }],
  ];
  for (const records of refused) {
    await expect(storeSignalRecords(d1.db, SYMBOL, records)).rejects.toThrow(SignalRecordConflict);
    expect(await readSignalRecords(d1.db, SYMBOL, 0, 100)).toEqual(CHAIN.slice(0, 5));
  }
});

test("[SIG-54] each event costs two rows, and one more where it issues", async () => {
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  const records = CHAIN.length;
  // In one batch, the changes of a signal are one.
  const changed = SIGNALS.filter(
    ({ status, touchedAt }) => status !== "active" || touchedAt[0] !== null,
  ).length;
  expect(d1.written()).toEqual({ signal_record: records, signal: 2 * SIGNALS.length + changed });
});

test("[SIG-60] signals are told newest first, by filters, page by page", async () => {
  const others = chainOf("BBBUSDT", thoughtEvents("BBBUSDT"), timeOfEvent, sha256);
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  await storeSignalRecords(d1.db, "BBBUSDT", others);
  const all = await readSignals(d1.db, { limit: 100 });
  expect(all).toHaveLength(2 * SIGNALS.length);
  expect(all.map(({ issuedAt }) => issuedAt)).toEqual(
    all.map(({ issuedAt }) => issuedAt).sort((a, b) => b - a),
  );
  for (const query of [
    {},
    { symbol: SYMBOL },
    { symbol: SYMBOL, timeframe: "1m" },
    { side: "SELL" },
  ] as const) {
    const whole = await readSignals(d1.db, { ...query, limit: 100 });
    const paged = [];
    let after: SignalPlace | undefined;
    for (;;) {
      const page: typeof whole = await readSignals(d1.db, { ...query, after, limit: 2 });
      const last = page.at(-1);
      if (last === undefined) break;
      paged.push(...page);
      after = { issuedAt: last.issuedAt, symbol: last.symbol, timeframe: last.timeframe };
    }
    expect(paged).toEqual(whole);
  }
  expect(await readSignals(d1.db, { status: "expired", symbol: SYMBOL, limit: 9 })).toMatchObject([
    { closeReason: "expired" },
  ]);
  expect(await readSignals(d1.db, { timeframe: "5m", limit: 9 })).toEqual([]);
});

test("[SIG-61] the sums count every signal, the losers too", async () => {
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  const costs = 0.0024;
  const groups = await sumOutcomes(d1.db, { from: 0 }, [0.45, 0.55, 1], costs);
  expect(groups.map(({ side, bucket }) => [side, bucket])).toEqual([
    ["BUY", 0],
    ["SELL", 0],
  ]);
  for (const { side, sums } of groups) {
    const own = SIGNALS.filter((signal) => signal.side === side);
    const nets = own.flatMap((signal) => {
      const gross = grossReturn(signal);
      return gross === null ? [] : [gross - costs];
    });
    const of = (reason: string) => own.filter(({ closeReason }) => closeReason === reason).length;
    const touched = (i: number) => own.filter(({ touchedAt }) => touchedAt[i] !== null).length;
    const told = outcomesOf(sums);
    expect(told).toMatchObject({
      ...{ issued: own.length, ended: nets.length, active: own.length - nets.length },
      ...{ winners: nets.filter((net) => net > 0).length, losers: nets.filter((net) => net <= 0).length },
      ...{ stopped: of("stop"), opposite: of("opposite"), expired: of("expired") },
      ...{ target1: touched(0), target2: touched(1), target3: touched(2) },
      since: Math.min(...own.map(({ issuedAt }) => issuedAt)),
    });
    expect(told.meanReturn).toBeCloseTo(nets.reduce((sum, net) => sum + net, 0) / nets.length, 12);
    expect(told.worst).toBeCloseTo(Math.min(...nets), 12);
    expect(told.best).toBeCloseTo(Math.max(...nets), 12);
  }
  expect(await sumOutcomes(d1.db, { from: Number.MAX_SAFE_INTEGER }, [0.45, 1], costs)).toEqual([]);
  expect(await sumOutcomes(d1.db, { from: 0, symbol: "BBBUSDT" }, [0.45, 1], costs)).toEqual([]);
});

test("[SIG-61] a score of exactly 1 counts with those right below it", async () => {
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  d1.sqlite.exec("UPDATE signal SET score = CASE side WHEN 'BUY' THEN 1 ELSE -0.9 END");
  const groups = await sumOutcomes(d1.db, { from: 0 }, [0.5, 0.65, 1], 0);
  expect(groups.map(({ side, bucket }) => [side, bucket])).toEqual([
    ["BUY", 1],
    ["SELL", 1],
  ]);
});
