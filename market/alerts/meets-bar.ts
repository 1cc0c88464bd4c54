import { type BarScene, levelValue } from "./bar-scene.ts";
import type { PatternCondition, ReadingCondition } from "./condition.ts";
import type { Cause } from "./firing.ts";
import { stepLevel } from "./level.ts";
import type { AlertRule, RuleState } from "./rule.ts";
import { levelSentence } from "./sentence.ts";

/** What of a final bar makes a rule fire; null where nothing does. Changes the level's state. */
export function meetsBar(rule: AlertRule, state: RuleState, scene: BarScene): Cause | null {
  const { condition, place } = rule;
  const about = { id: `b${scene.timeframe}.${scene.openTime}`, at: scene.closeTime };
  switch (condition.type) {
    case "change":
    case "indicator":
    case "volume": {
      const value = levelValue(condition, scene);
      if (value === null) return null;
      const { threshold, hysteresis } = condition;
      const operator = condition.type === "volume" ? "above" : condition.operator;
      const level = { operator, threshold, low: threshold - hysteresis, high: threshold + hysteresis };
      if (!stepLevel(level, state.level, value, rule.immediate)) return null;
      return { ...about, value: String(value), text: levelSentence(place, condition, value) };
    }
    case "reading":
      return readingCause(rule, condition, state, scene, about);
    case "pattern":
      return patternCause(place, condition, scene, about);
    case "price":
    case "signal":
    case "forecast":
    case "zscore_high":
    case "zscore_low":
      return null;
    default:
      return condition satisfies never;
  }
}

/** A reading that says it is 1, another one 0: it counts when it becomes so. */
const SAID = { operator: "above", threshold: 0.5, low: 0.5, high: 0.5 } as const;

function readingCause(
  { place, immediate }: AlertRule,
  { indicator, state: wanted, timeframe }: ReadingCondition,
  state: RuleState,
  scene: BarScene,
  about: Pick<Cause, "id" | "at">,
): Cause | null {
  const said = scene.stateOf(indicator);
  if (said === null) return null;
  if (!stepLevel(SAID, state.level, said === wanted ? 1 : 0, immediate)) return null;
  return { ...about, value: null, text: `${indicator} of ${place} ${timeframe}: ${wanted}.` };
}

function patternCause(
  place: string,
  { pattern, minStrength, timeframe }: PatternCondition,
  scene: BarScene,
  about: Pick<Cause, "id" | "at">,
): Cause | null {
  const found = scene.detections.filter(
    (one) => (pattern === null || one.pattern === pattern) && one.strength >= minStrength,
  );
  const strongest = found.reduce((most, one) => Math.max(most, one.strength), 0);
  if (found.length === 0) return null;
  const names = found.map((one) => `${one.pattern} (${one.signal}, strength ${one.strength})`).join(", ");
  return { ...about, value: String(strongest), text: `${place} ${timeframe}: ${names}.` };
}
