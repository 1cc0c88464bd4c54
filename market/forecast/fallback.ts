import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { isSpoken, type Silent, type Spoken } from "./answer.ts";
import { isModelTimeframe } from "./horizons.ts";
import { type ModelId, restsOnTraining } from "./model-id.ts";

/** A last final bar that closed longer ago than so many bars is stale. */
export const STALE_BARS = 2;

/** What decides whether a model may speak, before it is asked what it says. */
export interface Circumstances {
  readonly timeframe: Timeframe;
  /** How many final bars there are, and how many trained models see. */
  readonly barCount: number;
  readonly window: number;
  readonly issuedAt: EpochMs;
  /** Null where time stands still. */
  readonly now: EpochMs | null;
  readonly withdrawn: ReadonlySet<ModelId>;
}

/** Why a model must not speak ([FC-81]); null where it may. The first reason that holds, in the rule's order. */
export function barred(model: ModelId, about: Circumstances): Silent | null {
  const isTrained = restsOnTraining(model);
  if (isTrained && !isModelTimeframe(about.timeframe))
    return { reason: "unsupported_timeframe", detail: `no model is trained for ${about.timeframe}` };
  if (isTrained && about.barCount < about.window)
    return {
      reason: "short_history",
      detail: `${about.barCount} of the ${about.window} final bars that it sees`,
    };
  const age = about.now === null ? 0 : about.now - about.issuedAt;
  if (model !== "naive" && age > STALE_BARS * TIMEFRAME_MS[about.timeframe])
    return {
      reason: "stale_data",
      detail: `the last final bar closed ${Math.floor(age / 60_000)} minutes ago`,
    };
  if (about.withdrawn.has(model))
    return { reason: "withdrawn", detail: "its inputs no longer look like those it learned from" };
  return null;
}

/** Who answers, and why it is not the one that was asked. */
export interface Chosen<S extends Spoken> {
  readonly servedBy: ModelId;
  readonly spoken: S;
  readonly because: Silent | null;
}

/**
 * The model asked for, else `arima`, else `naive` ([FC-80]).
 * @param answers a model that is not in here is `missing`. @param naive what `naive` says: it always can.
 */
export function chooseAnswer<S extends Spoken>(
  requested: ModelId,
  answers: Readonly<Partial<Record<ModelId, S | Silent>>>,
  naive: S,
): Chosen<S> {
  const own = answers[requested] ?? { reason: "missing" as const, detail: null };
  if (isSpoken(own)) return { servedBy: requested, spoken: own, because: null };
  const { arima } = answers;
  if (isSpoken(arima)) return { servedBy: "arima", spoken: arima, because: own };
  return { servedBy: "naive", spoken: naive, because: own };
}
