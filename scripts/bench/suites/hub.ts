import type { HubAnalysis } from "../../../contract/analysis-events.ts";
import { ANALYSED_TIMEFRAMES, ANALYSIS_KINDS } from "../../../contract/channels.ts";
import { HubSubscriber } from "../clients/hub-subscriber.ts";
import { clockMs, delay, until, within } from "../clock.ts";
import type { Link } from "../exchange/bench-exchange.ts";
import { textFrame } from "../exchange/text-frame.ts";
import { type Finding, findingOf, type Round } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { openStage, type Stage, SYMBOL } from "../stage.ts";

const TRADES = 100_000;
/** Rounds until the code of both is compiled as it stays: a hub runs for weeks. */
const WARM_UP = 2;
const LIMIT_MS = 60_000;
const BARS_ALONE = { ANALYTICS: "0" };
const ANALYSES = ANALYSIS_KINDS.flatMap((kind) =>
  ANALYSED_TIMEFRAMES.map((timeframe) => `${kind}:${SYMBOL}:${timeframe}`),
);
const END = textFrame('{"stream":"end","data":{}}');

/**
 * Trades a second through one hub, with storage, outbox and a subscriber on, beside an object that only parses
 * the same frames. The frames are those of a busy market: trades, klines, tickers, as fast as they are taken.
 */
export async function benchHub(scale: Scale): Promise<Finding[]> {
  return [await benchBars(scale), await benchAnalyses(scale)];
}

async function benchBars(scale: Scale): Promise<Finding> {
  const stage = await openStage("parse-loop", { vars: BARS_ALONE });
  const subscriber = await HubSubscriber.open(stage.subjectUrl, SYMBOL);
  try {
    const trades = Math.round(TRADES * scale.work);
    const rounds: Round[] = [];
    for (let i = 0; i < WARM_UP + scale.rounds; i++) {
      const round = await playRound(stage, subscriber, trades, i % 2 === 0);
      if (i >= WARM_UP) rounds.push(round);
    }
    await checkHub(stage, subscriber, trades * (WARM_UP + scale.rounds));
    const about = { benchmark: "hub", what: "trades through one hub", unit: "/s", floorName: "parse only" };
    return findingOf({ ...about, target: { op: ">=", value: 0.5 } }, rounds);
  } finally {
    subscriber.close();
    await stage.close();
  }
}

/** The same with every analysis of every timeframe on and followed, beside a hub that makes bars alone. */
async function benchAnalyses(scale: Scale): Promise<Finding> {
  const stages: Stage[] = [];
  const subscribers: HubSubscriber[] = [];
  try {
    const trades = Math.round(TRADES * scale.work);
    for (const vars of [{}, BARS_ALONE]) stages.push(await openStage("parse-loop", { vars }));
    const [analysed, plain] = stages;
    if (analysed === undefined || plain === undefined) throw new Error("a stage is missing");
    await analysesOf(analysed);
    subscribers.push(await HubSubscriber.open(analysed.subjectUrl, SYMBOL, ANALYSES));
    subscribers.push(await HubSubscriber.open(plain.subjectUrl, SYMBOL));
    const [follower, plainFollower] = subscribers;
    if (follower === undefined || plainFollower === undefined) throw new Error("a subscriber is missing");
    const rounds: Round[] = [];
    for (let i = 0; i < WARM_UP + scale.rounds; i++) {
      const onSubject = () => playTrades(analysed, follower, trades);
      const onFloor = () => playTrades(plain, plainFollower, trades);
      const below = i % 2 === 0 ? await onFloor() : undefined;
      const subject = await onSubject();
      const round = { subject, floor: below ?? (await onFloor()) };
      if (i >= WARM_UP) rounds.push(round);
    }
    for (const [index, stage] of stages.entries()) {
      const subscriber = subscribers[index];
      if (subscriber !== undefined) await checkHub(stage, subscriber, trades * (WARM_UP + scale.rounds));
    }
    const { openTime } = await analysesOf(analysed);
    if (openTime < analysed.exchange.now - 120_000) throw new Error("the newest bar was not analysed");
    const about = { benchmark: "hub", what: "the same with all analytics on", unit: "/s" };
    return findingOf({ ...about, floorName: "bars alone", target: { op: ">=", value: 0.5 } }, rounds);
  } finally {
    for (const subscriber of subscribers) subscriber.close();
    for (const stage of stages) await stage.close();
  }
}

/** Waits until the hub has the history that its analyses need. @returns its newest final bar's indicators. */
async function analysesOf(stage: Stage): Promise<{ readonly openTime: number }> {
  return await until("the hub's analyses", 60_000, async () => {
    const answer = await fetch(`${stage.subjectUrl}/bench/analysis/${SYMBOL}`);
    const { indicators } = (await answer.json()) as HubAnalysis;
    return indicators.final ?? undefined;
  });
}

/** Trades a second of one flood through a stage's hub. */
async function playTrades(stage: Stage, subscriber: HubSubscriber, trades: number): Promise<number> {
  const frames = stage.tape.trades(trades);
  const lastId = frames.findLast(({ tradeId }) => tradeId !== undefined)?.tradeId ?? 0;
  const bytes = Buffer.concat(frames.map(({ text }) => textFrame(text)));
  const ms = await timed(() => stage.hub.write(bytes), subscriber.reach(lastId));
  await delay(200);
  stage.exchange.now = frames.at(-1)?.time ?? stage.exchange.now;
  return (trades / ms) * 1_000;
}

/** The same frames to both, the floor first every other time. */
async function playRound(
  stage: Stage,
  subscriber: HubSubscriber,
  trades: number,
  floorFirst: boolean,
): Promise<Round> {
  const frames = stage.tape.trades(trades);
  const lastId = frames.findLast(({ tradeId }) => tradeId !== undefined)?.tradeId ?? 0;
  const bytes = Buffer.concat([...frames.map(({ text }) => textFrame(text)), END]);
  const flood = async (link: Link, done: Promise<unknown>) => {
    const ms = await timed(() => link.write(bytes), done);
    await delay(200);
    return (trades / ms) * 1_000;
  };
  const onFloor = () => flood(stage.floor, stage.floor.nextText());
  const onSubject = () => flood(stage.hub, subscriber.reach(lastId));
  const below = floorFirst ? await onFloor() : undefined;
  const subject = await onSubject();
  const floor = below ?? (await onFloor());
  stage.exchange.now = frames.at(-1)?.time ?? stage.exchange.now;
  return { subject, floor };
}

async function timed(start: () => void, done: Promise<unknown>): Promise<number> {
  const from = clockMs();
  start();
  await within("the end of a flood", LIMIT_MS, done);
  return clockMs() - from;
}

/** A rate counts only if nothing was lost on the way. @throws Error */
async function checkHub(stage: Stage, subscriber: HubSubscriber, trades: number): Promise<void> {
  const { counters } = await stage.hubStatus();
  const problems = [
    subscriber.trades < trades ? `the subscriber got ${subscriber.trades} of ${trades} trades` : "",
    counters.gaps > 0 ? `${counters.gaps} gaps` : "",
    counters.bad_frames > 0 ? `${counters.bad_frames} bad frames` : "",
    counters.kline_mismatches > 0 ? `${counters.kline_mismatches} bars differ from their klines` : "",
    counters.kline_matches === 0 ? "no bar was compared with its kline" : "",
  ].filter(Boolean);
  if (problems.length > 0) throw new Error(`the hub's rate does not count: ${problems.join("; ")}`);
}
