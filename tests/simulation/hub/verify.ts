import { barJson } from "../../../contract/bar-json.ts";
import { parseChannel } from "../../../contract/channels.ts";
import { BarTable } from "../../../durable-objects/symbol-hub/bar-table.ts";
import type { JournalState } from "../../../durable-objects/symbol-hub/journal.ts";
import { type SecondEvent, SecondTable } from "../../../durable-objects/symbol-hub/second-table.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import { ROLLED_TIMEFRAMES, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { MINUTE } from "./market.ts";
import { unlikeCandle, unlikeKline } from "./truth.ts";
import { verifyAnalytics } from "./verify-analytics.ts";
import { CHANNELS, SYMBOL, type World } from "./world.ts";

interface LogBar {
  readonly type: "update" | "gap";
  readonly seq: number;
  readonly bar?: { openTime: number; revision: number; source: string; n: number; final: boolean };
  readonly gap?: { missed: number; from: number; to: number };
}

/** What has to be true when a run is over and everything had time to heal. Returns what is not. */
export async function verify(world: World): Promise<string[]> {
  const wrong: string[] = [...world.errors, ...world.chronicle.violations];
  const complain = (text: string) => {
    if (wrong.length < 40) wrong.push(text);
  };
  checkMinutes(world, complain);
  checkRollUps(world, complain);
  for (const timeframe of ["1m", ...ROLLED_TIMEFRAMES] as const) checkOrder(world, timeframe, complain);
  checkGaps(world, complain);
  checkSeconds(world, complain);
  checkCounters(world, complain);
  await checkOutbox(world, complain);
  await verifyAnalytics(world, complain);
  await checkReload(world, complain);
  return wrong;
}

function eventsOf(world: World, channel: string): LogBar[] {
  return world.sql
    .all<{ seq: number; json: string }>("SELECT seq, json FROM event WHERE channel = ? ORDER BY seq", channel)
    .map(({ seq, json }) => {
      const { type, data } = JSON.parse(json);
      return type === "gap" ? { type, seq, gap: data } : { type, seq, bar: data.bar };
    });
}

/** The first minute that the hub folded itself: what was before came from the exchange. */
function firstOwn(world: World): number {
  const first = eventsOf(world, `bars:${SYMBOL}:1m`)[0];
  return first?.bar?.openTime ?? first?.gap?.from ?? Number.POSITIVE_INFINITY;
}

/** Trade gaps that could not be repaired: the exchange does not have (some of) their trades any more. */
function unrepairable(world: World, minute: number): boolean {
  return world.plan.lost.some(
    ({ from, to }) =>
      world.market.fills.some((fill) => world.exchange.isLost(fill) && fill.time >= from && fill.time < to) &&
      gapsOf(world).some(
        (gap) =>
          gap.from - 2_000 <= to &&
          gap.to + 2_000 >= from &&
          gap.from - (gap.from % MINUTE) <= minute + 1_200 &&
          gap.to >= minute - 1_200,
      ),
  );
}

function gapsOf(world: World): { missed: number; from: number; to: number }[] {
  return eventsOf(world, `trades:${SYMBOL}`).flatMap(({ gap }) => (gap === undefined ? [] : [gap]));
}

function checkMinutes(world: World, complain: (text: string) => void): void {
  const { exchange, market, plan } = world;
  const bars = new BarTable(world.sql);
  const stored = new Map(bars.range("1m", firstOwn(world), plan.end).map((bar) => [bar.openTime, bar]));
  if (stored.size === 0) complain("no minute became final");
  for (let minute = firstOwn(world); minute < plan.end - 2 * MINUTE; minute += MINUTE) {
    const bar = stored.get(minute);
    const candle = market.candles.get(minute);
    const at = new Date(minute).toISOString().slice(11, 16);
    if (candle === undefined) {
      if (bar !== undefined) complain(`${at}: a bar while the exchange was down`);
      continue;
    }
    if (bar === undefined) {
      complain(`${at}: no bar`);
      continue;
    }
    const published = exchange.kline(minute, true);
    if (exchange.isFalse(minute) && published !== undefined) {
      const unlike = unlikeKline(bar, published);
      if (unlike !== undefined) complain(`${at}: not the exchange's (false) kline: ${unlike} ${bar.source}`);
    } else if (bar.source === "trades") {
      const unlike = unlikeCandle(bar, candle);
      if (unlike !== undefined) complain(`${at}: not the fold of its trades: ${unlike}`);
    } else {
      const unlike = published === undefined ? undefined : unlikeKline(bar, published);
      if (unlike !== undefined) complain(`${at}: not the exchange's kline: ${unlike}`);
      if (candle.n > 0 && !unrepairable(world, minute))
        complain(`${at}: was not repaired from trades (rev ${bar.revision})`);
    }
  }
}

function checkRollUps(world: World, complain: (text: string) => void): void {
  const bars = new BarTable(world.sql);
  const from = firstOwn(world);
  for (const timeframe of ROLLED_TIMEFRAMES) {
    const length = TIMEFRAME_MS[timeframe];
    for (let open = from - (from % length); open + length < world.plan.end - 3 * MINUTE; open += length) {
      const parts = bars.range("1m", open, open + length);
      const bar = bars.get(timeframe, open);
      const at = `${timeframe} ${new Date(open).toISOString().slice(11, 16)}`;
      if (parts.length === 0) continue;
      if (bar === undefined) complain(`${at}: no roll-up of ${parts.length} minutes`);
      else {
        const unlike = unlikeParts(bar, parts);
        if (unlike !== undefined) complain(`${at}: ${unlike}`);
      }
    }
  }
}

/** The roll-up by its definition ([BAR-5]), on doubles where they are exact enough to tell a wrong digit. */
function unlikeParts(bar: Bar, parts: readonly Bar[]): string | undefined {
  const active = parts.filter((part) => part.n > 0);
  const [first] = active.length > 0 ? active : parts;
  const last = (active.length > 0 ? active : parts).at(-1);
  const by = (field: "high" | "low", better: (a: number, b: number) => boolean) =>
    active.reduce(
      (best, part) => (better(Number(part[field]), Number(best)) ? part[field] : best),
      active[0]?.[field],
    );
  const total = (field: "volume" | "quoteVolume" | "takerBuyVolume" | "takerBuyQuoteVolume") =>
    parts.reduce((sum, part) => sum + units(part[field]), 0n);
  if (bar.open !== first?.open) return `open ${bar.open}, not ${first?.open}`;
  if (bar.close !== last?.close) return `close ${bar.close}, not ${last?.close}`;
  if (active.length > 0 && bar.high !== by("high", (a, b) => a > b)) return `high ${bar.high}`;
  if (active.length > 0 && bar.low !== by("low", (a, b) => a < b)) return `low ${bar.low}`;
  for (const field of ["volume", "quoteVolume", "takerBuyVolume", "takerBuyQuoteVolume"] as const)
    if (units(bar[field]) !== total(field)) return `${field} ${bar[field]}`;
  if (bar.n !== parts.reduce((sum, part) => sum + part.n, 0)) return `n ${bar.n}`;
  if (active.length > 0 && (bar.firstId !== first.firstId || bar.lastId !== last.lastId)) return "ids";
  const sources = new Set(parts.map((part) => part.source));
  const source = sources.size === 1 ? parts[0]?.source : "mixed";
  return bar.source === source ? undefined : `source ${bar.source}, not ${source}`;
}

function units(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(16, "0"));
}

function minutesOfGaps(world: World): Set<number> {
  const minutes = new Set<number>();
  for (const { gap } of eventsOf(world, `bars:${SYMBOL}:1m`))
    for (let open = gap?.from ?? 1; open <= (gap?.to ?? 0); open += MINUTE) minutes.add(open);
  return minutes;
}

/** [BAR-24], [BAR-25]: finals in order, revisions one by one, numbers without a hole. */
function checkOrder(world: World, timeframe: Timeframe, complain: (text: string) => void): void {
  const channel = `bars:${SYMBOL}:${timeframe}`;
  const revisions = new Map<number, number>();
  /** [BAR-26]: their bars may come late. */
  const passedOver = minutesOfGaps(world);
  let newest = -1;
  let previous: number | undefined;
  for (const { seq, bar, gap } of eventsOf(world, channel)) {
    if (previous !== undefined && seq !== previous + 1) complain(`${channel}: ${seq} after ${previous}`);
    previous = seq;
    if (gap !== undefined) newest = Math.max(newest, gap.from);
    if (bar === undefined) continue;
    const known = revisions.get(bar.openTime);
    if (known === undefined && bar.openTime <= newest && !passedOver.has(bar.openTime))
      complain(`${channel}: ${bar.openTime} is out of order`);
    if (bar.revision !== (known ?? -1) + 1)
      complain(`${channel}: revision ${bar.revision} after ${known} of ${bar.openTime}`);
    revisions.set(bar.openTime, bar.revision);
    newest = Math.max(newest, bar.openTime);
  }
}

/** Gaps are announced for what was given up and for minutes the exchange was down, and for nothing else. */
function checkGaps(world: World, complain: (text: string) => void): void {
  const silent = new Set<number>();
  for (const { gap, bar } of eventsOf(world, `bars:${SYMBOL}:1m`)) {
    if (bar !== undefined) silent.delete(bar.openTime);
    if (gap === undefined) continue;
    let count = 0;
    for (let minute = gap.from; minute <= gap.to; minute += MINUTE, count += 1) silent.add(minute);
    if (count !== gap.missed) complain(`a gap of ${count} minutes says ${gap.missed}`);
  }
  for (let minute = firstOwn(world); minute < world.plan.end - 2 * MINUTE; minute += MINUTE) {
    if (world.market.candles.has(minute) === silent.has(minute))
      complain(`${new Date(minute).toISOString().slice(11, 16)}: silent is ${silent.has(minute)}`);
  }
  const { counters } = world.hub.getStatus();
  const gaps = gapsOf(world);
  if (gaps.length !== counters.gaps) complain(`${gaps.length} gaps, ${counters.gaps} counted`);
  const missed = gaps.reduce((sum, gap) => sum + gap.missed, 0);
  if (missed !== counters.missed_trades) complain(`${missed} missed, ${counters.missed_trades} counted`);
}

function savedSeconds(world: World): readonly SecondEvent[] {
  const [row] = world.sql.all<{ value: string }>("SELECT value FROM meta WHERE key = 'checkpoint'");
  const saved: { journal?: JournalState } = JSON.parse(row?.value ?? "{}");
  return saved.journal?.seconds ?? [];
}

/** Every second of whole trades is exact, and has a bar if it had trades. */
function checkSeconds(world: World, complain: (text: string) => void): void {
  const gaps = gapsOf(world);
  const inGap = (open: number) => gaps.some((gap) => gap.from - 2_000 <= open && open <= gap.to + 1_000);
  const bySecond = new Map<number, { n: number; volume: bigint }>();
  for (const fill of world.market.fills) {
    const open = fill.time - (fill.time % 1_000);
    const sum = bySecond.get(open) ?? { n: 0, volume: 0n };
    sum.n += fill.lastId - fill.firstId + 1;
    sum.volume += fill.size;
    bySecond.set(open, sum);
  }
  const table = new SecondTable(world.sql);
  // What is no chunk yet is in the checkpoint.
  table.restore(savedSeconds(world));
  const stored = table.inTime(0, world.plan.end);
  const bars = new Map(stored.map((bar) => [bar.openTime, bar]));
  for (const [open, sum] of bySecond) {
    if (open <= (stored[0]?.openTime ?? open) + 2_000 || open >= world.plan.end - 120_000 || inGap(open))
      continue;
    const bar = bars.get(open);
    if (bar === undefined) complain(`second ${open} has no bar`);
    else if (bar.n !== sum.n || units(bar.volume) !== sum.volume * 10n ** 8n)
      complain(`second ${open}: n ${bar.n}, not ${sum.n} (revision ${bar.revision})`);
  }
}

function checkCounters(world: World, complain: (text: string) => void): void {
  const { counters } = world.hub.getStatus();
  const events = eventsOf(world, `bars:${SYMBOL}:1m`).flatMap(({ bar }) => bar ?? []);
  const corrections = events.filter((bar) => bar.source === "kline" && bar.revision > 0);
  const folded = new Set(events.filter((bar) => bar.source === "trades").map((bar) => bar.openTime));
  const falsified = [...folded].filter(
    (minute) => world.exchange.isFalse(minute) && minute < world.plan.end - 2 * MINUTE,
  );
  for (const minute of falsified) {
    const count = corrections.filter((bar) => bar.openTime === minute).length;
    if (count !== 1) complain(`the false kline of ${minute} led to ${count} corrections`);
  }
  for (const bar of corrections)
    if (!world.exchange.isFalse(bar.openTime)) complain(`a true bar was corrected: ${JSON.stringify(bar)}`);
  if (counters.kline_mismatches !== corrections.length)
    complain(`${counters.kline_mismatches} mismatches counted, ${corrections.length} announced`);
}

async function checkOutbox(world: World, complain: (text: string) => void): Promise<void> {
  await world.hub.housekeeping();
  const bars = new BarTable(world.sql);
  for (const timeframe of ["1m", ...ROLLED_TIMEFRAMES] as const) {
    for (const bar of bars.range(timeframe, firstOwn(world), world.plan.end)) {
      const sent = world.sent.get(`${timeframe} ${bar.openTime}`);
      if (sent === undefined || barJson(sent) !== barJson(bar))
        complain(`D1 has ${JSON.stringify(sent)} instead of ${JSON.stringify(bar)}`);
    }
  }
}

/** A hub that is loaded from the disk goes on as the running one would have. */
async function checkReload(world: World, complain: (text: string) => void): Promise<void> {
  const before = await portrait(world);
  await world.restart();
  const after = await portrait(world);
  for (const [index, line] of before.entries())
    if (after[index] !== line) complain(`before a restart ${line}, after it ${after[index]}`);
  for (const violation of world.chronicle.violations) complain(violation);
  const opened = [...world.chronicle.logs].filter(([name]) => parseChannel(name) !== undefined);
  if (opened.length < 3) complain(`only ${opened.length} channels had log events`);
}

async function portrait(world: World): Promise<string[]> {
  const lines: string[] = [];
  for (const channel of CHANNELS) {
    const seqs = [...(world.chronicle.logs.get(channel)?.keys() ?? [])];
    const first = Math.min(...seqs);
    const head = seqs.length === 0 ? 0 : world.checkCatchUp(channel, first);
    lines.push(`${channel} head ${head}`);
  }
  for (const timeframe of ["1s", "1m", ...ROLLED_TIMEFRAMES] as const) {
    const query = { timeframe, limit: 500, from: firstOwn(world), forming: true };
    const { bars } = world.hub.getBars(query);
    lines.push(`${timeframe} ${JSON.stringify(bars.at(-1))} ${bars.length}`);
  }
  for (const timeframe of ["1m", ...ROLLED_TIMEFRAMES] as const) {
    const { indicators, signals } = world.hub.getAnalysis(timeframe);
    const { final, forming } = indicators;
    const { active, decision } = signals;
    lines.push(`${timeframe} ${JSON.stringify([final?.values, forming?.values, active, decision])}`);
  }
  const { lastTradeId, lastTradeTime } = world.hub.getStatus();
  lines.push(`last trade ${lastTradeId} at ${lastTradeTime}`);
  return lines;
}
