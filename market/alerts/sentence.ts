import { fixed } from "../signals/number-text.ts";
import type { Signal, SignalEvent } from "../signals/signal.ts";
import type {
  BarLevelCondition,
  ForecastCondition,
  ForecastMeasure,
  PriceCondition,
  ZScoreCondition,
} from "./condition.ts";
import type { LevelOperator } from "./level.ts";

/** What happened, in plain English. Sentences describe; they are no advice. */

const WENT: Readonly<Record<LevelOperator, string>> = {
  above: "went above",
  below: "went below",
  crosses: "crossed",
};

export function priceSentence(place: string, { operator, threshold }: PriceCondition, price: string): string {
  return `${place} ${WENT[operator]} ${threshold}: a trade at ${price}.`;
}

export function levelSentence(place: string, condition: BarLevelCondition, value: number): string {
  const { timeframe, threshold } = condition;
  switch (condition.type) {
    case "change": {
      const past = `${condition.bars} ${condition.bars === 1 ? "bar" : "bars"} of ${timeframe}`;
      return `${place} ${WENT[condition.operator]} a change of ${numberText(threshold)} % over ${past}: ${fixed(value, 2)} %.`;
    }
    case "indicator": {
      const name =
        condition.output === null ? condition.indicator : `${condition.indicator} (${condition.output})`;
      return `${name} of ${place} ${timeframe} ${WENT[condition.operator]} ${numberText(threshold)}: ${numberText(value)}.`;
    }
    case "volume":
      return `The volume of ${place} ${timeframe} went above ${threshold} times its mean: ${fixed(value, 2)} times.`;
    default:
      return condition satisfies never;
  }
}

export function zScoreSentence(place: string, condition: ZScoreCondition, value: number): string {
  const bound = condition.type === "zscore_high" ? condition.threshold : -condition.threshold;
  const went = condition.type === "zscore_high" ? "above" : "below";
  return `The z-score of ${place} ${condition.timeframe} went ${went} ${numberText(bound)}: ${fixed(value, 2)}.`;
}

const MEASURES: Readonly<Record<ForecastMeasure, string>> = {
  probabilityDown: "chance of a fall",
  probabilityNeutral: "chance of neither rise nor fall",
  probabilityUp: "chance of a rise",
  median: "median",
  low80: "lower end of the 80 % interval",
  high80: "upper end of the 80 % interval",
  low95: "lower end of the 95 % interval",
  high95: "upper end of the 95 % interval",
};

export function forecastSentence(
  place: string,
  { measure, horizon, timeframe, operator, threshold }: ForecastCondition,
  servedBy: string,
  value: number,
): string {
  const ahead = `${horizon} ${horizon === 1 ? "bar" : "bars"} of ${timeframe}`;
  return (
    `Forecast of ${place} by ${servedBy}: the ${MEASURES[measure]} over ${ahead} ` +
    `${WENT[operator]} ${numberText(threshold)}: ${numberText(value)}.`
  );
}

export function signalSentence(event: SignalEvent): string {
  const { signal } = event;
  const head = `${signal.side} signal of ${signal.symbol} ${signal.timeframe}`;
  switch (event.kind) {
    case "issued":
      return `${head} was issued.`;
    case "target":
      return `${head} touched target ${event.target}.`;
    case "closed":
    case "expired":
      return `${head} ended: ${endOf(signal)}.`;
    default:
      return event satisfies never;
  }
}

const ENDS = {
  stop: "its stop was reached",
  target3: "target 3 was reached",
  opposite: "an opposite signal came",
  expired: "it expired",
} as const;

function endOf({ closeReason }: Signal): string {
  return closeReason === null ? "for no known reason" : ENDS[closeReason];
}

/** With a minus sign, not a hyphen. */
function numberText(value: number): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(8)));
  return text.replace(/^-/, "−");
}
