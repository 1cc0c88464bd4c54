import type { Parameters, PriceBar, Value } from "../../market/indicators/kernel.ts";
import type { LibraryIndicator } from "../../market/indicators/library/library-indicator.ts";

/** What a difference is measured by besides the value itself: the numbers that went into it. */
function scaleOf(unit: string, bars: readonly PriceBar[]): (i: number) => number {
  if (unit === "price") return (i) => bars[i]?.close ?? 0;
  if (unit === "volume" || unit === "money") {
    let sum = 0;
    const upTo = bars.map(({ volume, close }) => {
      sum += volume * (unit === "money" ? close : 1);
      return sum;
    });
    return (i) => upTo[i] ?? 0;
  }
  return () => (unit === "ratio" ? 1 : 100);
}

/**
 * Where an indicator, folded over all bars, differs from reference columns: the worst bar of each output, in words.
 * @param columns by output; NaN is no value. Compared from where the indicator has settled on.
 * @param tolerance of a value, or of its scale.
 */
export function differences(
  { indicator, parameters }: { readonly indicator: LibraryIndicator; readonly parameters: Parameters },
  bars: readonly PriceBar[],
  columns: readonly ArrayLike<number>[],
  tolerance: number,
  first = 0,
): string[] {
  const settling = indicator.settles(parameters);
  const settled = settling === "never" || "ms" in settling ? 0 : settling.bars;
  const step = indicator.begin(parameters);
  const values = bars.map(step);
  return indicator.outputs.flatMap(({ name, unit }, k) => {
    const scale = scaleOf(unit, bars);
    let worst = { error: 0, text: "" };
    for (let i = Math.max(settled, first, indicator.warmUp(parameters)); i < bars.length; i++) {
      const want = columns[k]?.[i - first] ?? Number.NaN;
      const have = numberOf(values[i] ?? null, name);
      const error =
        Number.isNaN(want) && have === null
          ? 0
          : Math.abs((have ?? Number.NaN) - want) / Math.max(Math.abs(want), scale(i));
      if (!(error <= worst.error))
        worst = { error, text: `${indicator.id}.${name} at ${i}: ${have} for ${want}` };
      if (Number.isNaN(error)) break;
    }
    return worst.error <= tolerance ? [] : [`${worst.text} (${worst.error})`];
  });
}

function numberOf(value: Value | null, name: string): number | null {
  if (value === null || typeof value === "number") return value;
  return value[name] ?? null;
}
