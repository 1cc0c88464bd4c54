import { calledClass } from "./metrics/calls.ts";
import { absoluteError, brier, covers, logLoss, pinballOfAll, placeOf, qlike } from "./metrics/losses.ts";
import type { DirectionClass, Probabilities, Quantiles } from "./outlook.ts";

/** Live scores of fewer forecasts than this are hidden ([FC-85]): they would tell luck. */
export const LEAST_SCORED = 100;
/** Bins of equal width that chances are sorted into, all three classes together. */
const BINS = 10;

/**
 * What is kept of scored forecasts of one model and horizon: sums alone, so that those of days, coins and months add up
 * ([FC-84]). Plain JSON.
 */
export interface HorizonSums {
  /** Forecasts with quantiles. */
  readonly n: number;
  /** Of the model, and of `naive` at the same bars. */
  readonly pinball: number;
  readonly naivePinball: number;
  readonly absolute: number;
  readonly naiveAbsolute: number;
  /** How many of the intervals held what came. */
  readonly held80: number;
  readonly held95: number;
  /** Forecasts with a variance, where `har` had one too, and the losses of both. */
  readonly varianceN: number;
  readonly qlike: number;
  readonly harQlike: number;
}

/** The same of the three-class direction. */
export interface DirectionSums {
  readonly n: number;
  readonly logLoss: number;
  readonly naiveLogLoss: number;
  readonly brier: number;
  readonly naiveBrier: number;
  /** How often the likeliest class came. */
  readonly hits: number;
  /** By bin: sum of the chances in it, how many of them came true, how many there were. */
  readonly bins: readonly (readonly [chances: number, came: number, n: number])[];
}

export const NO_HORIZON_SUMS: HorizonSums = {
  ...{ n: 0, pinball: 0, naivePinball: 0, absolute: 0, naiveAbsolute: 0, held80: 0, held95: 0 },
  ...{ varianceN: 0, qlike: 0, harQlike: 0 },
};

export const NO_DIRECTION_SUMS: DirectionSums = {
  ...{ n: 0, logLoss: 0, naiveLogLoss: 0, brier: 0, naiveBrier: 0, hits: 0 },
  bins: Array.from({ length: BINS }, () => [0, 0, 0] as const),
};

/** What a model said of a horizon, as it was served, and `naive` and `har` at the same bar. */
export interface ToScore {
  readonly quantiles: Quantiles | null;
  readonly variance: number | null;
  readonly naiveQuantiles: Quantiles | null;
  readonly harVariance: number | null;
}

/** Adds one forecast of a horizon. @param logReturn what came. @param variance the horizon's, as it came. */
export function scoreHorizon(
  sums: HorizonSums,
  { quantiles, variance: said, naiveQuantiles, harVariance }: ToScore,
  logReturn: number,
  variance: number,
): HorizonSums {
  let next = sums;
  if (quantiles !== null && naiveQuantiles !== null) {
    next = {
      ...next,
      n: sums.n + 1,
      pinball: sums.pinball + pinballOfAll(logReturn, quantiles),
      naivePinball: sums.naivePinball + pinballOfAll(logReturn, naiveQuantiles),
      absolute: sums.absolute + absoluteError(logReturn, quantiles),
      naiveAbsolute: sums.naiveAbsolute + absoluteError(logReturn, naiveQuantiles),
      held80: sums.held80 + Number(covers(logReturn, quantiles, 80)),
      held95: sums.held95 + Number(covers(logReturn, quantiles, 95)),
    };
  }
  if (said === null || harVariance === null) return next;
  return {
    ...next,
    varianceN: sums.varianceN + 1,
    qlike: sums.qlike + qlike(variance, said),
    harQlike: sums.harQlike + qlike(variance, harVariance),
  };
}

/** Adds one forecast of the direction. @param came the class that came. */
export function scoreDirection(
  sums: DirectionSums,
  said: Probabilities,
  naive: Probabilities,
  came: DirectionClass,
): DirectionSums {
  const place = placeOf(came);
  const bins = sums.bins.map(([...bin]): [number, number, number] => bin);
  for (const [at, chance] of said.entries()) {
    const bin = bins[Math.min(BINS - 1, Math.floor(chance * BINS))];
    if (bin === undefined) continue;
    bin[0] += chance;
    bin[1] += Number(at === place);
    bin[2] += 1;
  }
  return {
    n: sums.n + 1,
    logLoss: sums.logLoss + logLoss(came, said),
    naiveLogLoss: sums.naiveLogLoss + logLoss(came, naive),
    brier: sums.brier + brier(came, said),
    naiveBrier: sums.naiveBrier + brier(came, naive),
    hits: sums.hits + Number(calledClass(said) === came),
    bins,
  };
}

export function addHorizonSums(a: HorizonSums, b: HorizonSums): HorizonSums {
  return {
    n: a.n + b.n,
    pinball: a.pinball + b.pinball,
    naivePinball: a.naivePinball + b.naivePinball,
    absolute: a.absolute + b.absolute,
    naiveAbsolute: a.naiveAbsolute + b.naiveAbsolute,
    held80: a.held80 + b.held80,
    held95: a.held95 + b.held95,
    varianceN: a.varianceN + b.varianceN,
    qlike: a.qlike + b.qlike,
    harQlike: a.harQlike + b.harQlike,
  };
}

export function addDirectionSums(a: DirectionSums, b: DirectionSums): DirectionSums {
  return {
    n: a.n + b.n,
    logLoss: a.logLoss + b.logLoss,
    naiveLogLoss: a.naiveLogLoss + b.naiveLogLoss,
    brier: a.brier + b.brier,
    naiveBrier: a.naiveBrier + b.naiveBrier,
    hits: a.hits + b.hits,
    bins: a.bins.map(([chances, came, n], at) => {
      const [moreChances, moreCame, more] = b.bins[at] ?? [0, 0, 0];
      return [chances + moreChances, came + moreCame, n + more];
    }),
  };
}

/** Figures of a horizon; those that a model does not say are null. */
export interface HorizonScore {
  /** 1 − pinball loss / `naive`'s, over `QUANTILE_LEVELS`. */
  readonly pinballSkill: number | null;
  /** 1 − absolute error of the median / `naive`'s. */
  readonly maeSkill: number | null;
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** 1 − QLIKE / `har`'s. */
  readonly qlikeSkillHar: number | null;
}

/** Null below `LEAST_SCORED` forecasts. */
export function horizonScore(sums: HorizonSums): HorizonScore | null {
  const hasQuantiles = sums.n >= LEAST_SCORED;
  const hasVariance = sums.varianceN >= LEAST_SCORED;
  if (!hasQuantiles && !hasVariance) return null;
  return {
    pinballSkill: hasQuantiles ? skill(sums.pinball, sums.naivePinball) : null,
    maeSkill: hasQuantiles ? skill(sums.absolute, sums.naiveAbsolute) : null,
    coverage80: hasQuantiles ? sums.held80 / sums.n : null,
    coverage95: hasQuantiles ? sums.held95 / sums.n : null,
    qlikeSkillHar: hasVariance ? skill(sums.qlike, sums.harQlike) : null,
  };
}

/** Figures of the direction. */
export interface DirectionScore {
  /** 1 − log-loss / that of `naive`'s class frequencies; likewise Brier. */
  readonly logLossSkill: number | null;
  readonly brierSkill: number | null;
  /** Mean distance of chance and frequency, over bins of equal width of all classes, weighted by their n. */
  readonly ece: number;
  /** Share of forecasts whose likeliest class came. */
  readonly accuracy: number;
  /** Bins that hold something: mean chance, observed frequency, n. */
  readonly reliability: readonly {
    readonly forecast: number;
    readonly observed: number;
    readonly n: number;
  }[];
}

/** Null below `LEAST_SCORED` forecasts. */
export function directionScore(sums: DirectionSums): DirectionScore | null {
  if (sums.n < LEAST_SCORED) return null;
  const reliability = sums.bins.flatMap(([chances, came, n]) =>
    n === 0 ? [] : [{ forecast: chances / n, observed: came / n, n }],
  );
  const gap = reliability.reduce(
    (sum, { forecast, observed, n }) => sum + n * Math.abs(forecast - observed),
    0,
  );
  return {
    logLossSkill: skill(sums.logLoss, sums.naiveLogLoss),
    brierSkill: skill(sums.brier, sums.naiveBrier),
    ece: gap / (3 * sums.n),
    accuracy: sums.hits / sums.n,
    reliability,
  };
}

/** 1 − loss / reference; null where the reference lost nothing. */
function skill(loss: number, reference: number): number | null {
  return reference > 0 ? 1 - loss / reference : null;
}
