import { type Decimal, scaledPrice } from "../bars/decimal.ts";
import type { Value } from "../indicators/kernel.ts";
import type { Detection } from "../patterns/detection.ts";
import type { EpochMs } from "../time/timeframe.ts";
import type { AlertTimeframe, BarLevelCondition } from "./condition.ts";
import type { ReadableKey } from "./reading-states.ts";

/** A final bar as rules see it. */
export interface BarScene {
  readonly timeframe: AlertTimeframe;
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  readonly close: Decimal;
  /** The core set, by key. */
  readonly values: Readonly<Record<string, Value | null>>;
  readonly detections: readonly Detection[];
  /** Close of the bar so many bar lengths before; null where there is none. */
  closeBefore(bars: number): Decimal | null;
  /** What the indicator's reading says; null while it says nothing. */
  stateOf(indicator: ReadableKey): string | null;
}

/** The number that a condition compares; null where there is none at this bar: then nothing is decided. */
export function levelValue(condition: BarLevelCondition, scene: BarScene): number | null {
  switch (condition.type) {
    case "change": {
      const before = scene.closeBefore(condition.bars);
      return before === null ? null : changePercent(before, scene.close);
    }
    case "indicator":
      return numberOf(scene.values[condition.indicator], condition.output);
    case "volume":
      return numberOf(scene.values.relativeVolume, null);
    default:
      return condition satisfies never;
  }
}

/** Rounded once: a change by exactly 5 % is 5. Null where the price before was 0. */
function changePercent(before: Decimal, close: Decimal): number | null {
  const base = scaledPrice(before);
  return base === 0n ? null : Number(100n * (scaledPrice(close) - base)) / Number(base);
}

function numberOf(value: Value | null | undefined, output: string | null): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return output === null ? value : null;
  return output === null ? null : (value[output] ?? null);
}
