import { CORE_SET, type CoreIndicator } from "../../../market/indicators/core-set.ts";
import type { Value } from "../../../market/indicators/kernel.ts";
import type { IndicatorPage } from "../../api/analysis-api.ts";

/** Values of the core set at a bar, by core key. */
export type CoreValuesAt = Readonly<Record<string, Value | null>>;

/** The core set in an answer of REST, by open time. */
export function coreValuesOf(page: IndicatorPage): Map<number, CoreValuesAt> {
  const columns = CORE_SET.flatMap((core) => {
    const line = page.indicators.find((one) => isSame(core, one));
    return line === undefined ? [] : [{ key: core.key, series: line.series }];
  });
  return new Map(
    page.bars.openTime.map((openTime, index) => [
      openTime,
      Object.fromEntries(columns.map(({ key, series }) => [key, valueAt(series, index)])),
    ]),
  );
}

function isSame(
  { kernel, parameters }: CoreIndicator,
  line: Pick<IndicatorPage["indicators"][number], "id" | "parameters">,
): boolean {
  const names = Object.keys(parameters);
  return line.id === kernel.id && names.every((name) => line.parameters[name] === parameters[name]);
}

/** A bar's value from columns by output: the number itself where there is one alone. Null where a part is missing. */
export function valueAt(
  series: Readonly<Record<string, readonly (number | null)[]>>,
  index: number,
): Value | null {
  const parts: Record<string, number> = {};
  for (const [name, column] of Object.entries(series)) {
    const part = column[index];
    if (part === null || part === undefined) return null;
    parts[name] = part;
  }
  const names = Object.keys(parts);
  if (names.length === 0) return null;
  return names.length === 1 && parts.value !== undefined ? parts.value : parts;
}
