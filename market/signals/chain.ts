import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import {
  type ChainEnd,
  FIRST_PREVIOUS_HASH,
  type RecordBody,
  recordText,
  type SignalChange,
  type SignalRecord,
} from "./record.ts";
import type { Signal } from "./signal.ts";

/**
 * What is wrong with a record as the next link of its chain; null where nothing is ([SIG-52]).
 * @param head the link before; null for the first.
 * @param sha256 as `nextRecord` takes it; a browser's is a promise.
 */
export async function linkProblem(
  symbol: string,
  head: ChainEnd | null,
  record: SignalRecord,
  sha256: (text: string) => string | Promise<string>,
): Promise<string | null> {
  const seq = (head?.seq ?? 0) + 1;
  if (record.symbol !== symbol) return `belongs to ${record.symbol}`;
  if (record.seq !== seq) return `has the number ${record.seq} where ${seq} has to follow`;
  if (record.previousHash !== (head?.hash ?? FIRST_PREVIOUS_HASH)) {
    return seq === 1 ? "does not begin a chain" : `does not follow from record ${seq - 1} as it is`;
  }
  if ((await sha256(recordText(record))) !== record.hash) return "is not what its hash was made of";
  return null;
}

/** The signals that a chain tells of, as of its last record. */
export interface ToldSignals {
  /** By id, in the order of their issue. */
  readonly signals: Map<string, Signal>;
  readonly active: Map<Timeframe, string>;
}

export function nothingTold(): ToldSignals {
  return { signals: new Map(), active: new Map() };
}

/**
 * Takes what a record tells into account.
 * @returns what contradicts the records before it or the rules of a signal's life; null where nothing does.
 */
export function tell(told: ToldSignals, symbol: string, at: EpochMs, body: RecordBody): string | null {
  if (body.kind === "issued") return tellIssue(told, symbol, at, body.signal);
  const { id, change } = body;
  const signal = told.signals.get(id);
  if (signal === undefined) return `tells of ${id}, which was never issued`;
  if (told.active.get(signal.timeframe) !== id) return `tells of ${id}, which has ended`;
  const touched = touches(signal);
  const problem =
    changeProblem(signal, change) ??
    (body.kind === "target"
      ? targetProblem(body.target, touched, change, at)
      : endProblem(body.kind, touched, change, at));
  if (problem !== null) return problem;
  told.signals.set(id, { ...signal, ...change });
  if (body.kind !== "target") told.active.delete(signal.timeframe);
  return null;
}

function tellIssue(told: ToldSignals, symbol: string, at: EpochMs, signal: Signal): string | null {
  const { id, timeframe, decision } = signal;
  if (signal.symbol !== symbol || id !== `${symbol}:${timeframe}:${decision.openTime}`) {
    return `issues ${id}, which is not a signal of ${symbol} at its bar`;
  }
  if (told.signals.has(id)) return `issues ${id} a second time`;
  const running = told.active.get(timeframe);
  if (running !== undefined) return `issues ${id} while ${running} runs`;
  if (signal.status !== "active" || signal.closedAt !== null || touches(signal) > 0 || signal.age !== 0) {
    return `issues ${id} as if it had a past`;
  }
  if (signal.issuedAt !== at || at < decision.closeTime) return `issues ${id} at another time than its own`;
  if (signal.side !== decision.signal || decision.levels === null)
    return `issues ${id}, which was not decided`;
  told.signals.set(id, signal);
  told.active.set(timeframe, id);
  return null;
}

function touches({ touchedAt }: Pick<Signal, "touchedAt">): number {
  return touchedAt.filter((time) => time !== null).length;
}

/** Nothing that was told before may be told otherwise. */
function changeProblem(signal: Signal, change: SignalChange): string | null {
  const forgotten = signal.touchedAt.some((time, i) => time !== null && change.touchedAt[i] !== time);
  if (forgotten) return `forgets a target that ${signal.id} had touched`;
  if (change.age < signal.age) return `makes ${signal.id} younger`;
  const better = signal.side === "BUY" ? change.best >= signal.best : change.best <= signal.best;
  const worse = signal.side === "BUY" ? change.worst <= signal.worst : change.worst >= signal.worst;
  return better && worse ? null : `forgets a price that ${signal.id} had seen`;
}

function targetProblem(target: number, touched: number, change: SignalChange, at: EpochMs): string | null {
  const isNext = target === touched + 1 && touches(change) === target && change.touchedAt[target - 1] === at;
  if (!isNext) return `tells of target ${target} behind ${touched} touched ones`;
  return change.status === "active" && change.closedAt === null ? null : "ends a signal by a touch alone";
}

function endProblem(
  kind: "closed" | "expired",
  touched: number,
  change: SignalChange,
  at: EpochMs,
): string | null {
  const { status, closeReason, closePrice, closedAt } = change;
  if (status !== kind || closedAt !== at || closePrice === null) return "ends a signal without saying how";
  if ((closeReason === "expired") !== (kind === "expired") || closeReason === null)
    return "ends a signal for no reason";
  // Only the third target ends a signal; the first two have records of their own.
  const expected = closeReason === "target3" ? 3 : touched;
  const isTouched = touches(change) === expected && (closeReason !== "target3" || touched === 2);
  return isTouched
    ? null
    : `ends a signal with ${touches(change)} targets touched, where ${touched} were told`;
}
