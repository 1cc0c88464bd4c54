import type { BarColumns, BatchKernel, Parameters, Value } from "../../market/indicators/kernel.ts";

/** What a reference says, from a script or from a file. */
export interface Reference {
  readonly parameters: Parameters;
  readonly scale: "price" | "percent" | "volume" | "ratio";
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
}

/** The greatest error of a kernel's columns: of max(|value|, scale); infinite where one has a value and not the other. */
export function referenceError(
  kernel: BatchKernel<Parameters, object, Value>,
  { parameters, scale, columns }: Reference,
  bars: BarColumns,
): number {
  const have = kernel.batch(parameters, bars);
  const scales = scalesOf(scale, bars);
  // Several values of one indicator begin together, with the last of them.
  const first = Object.keys(columns).length > 1 ? kernel.warmUp(parameters) - 1 : 0;
  let worst = 0;
  for (const [name, wants] of Object.entries(columns)) {
    const values = have[name];
    if (values === undefined || values.length !== wants.length) return Number.POSITIVE_INFINITY;
    for (let i = first; i < wants.length; i++) {
      const want = wants[i] ?? Number.NaN;
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(want) && Number.isNaN(value)) continue;
      const error = Math.abs(value - want) / Math.max(Math.abs(want), scales[i] ?? 0);
      if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }
  }
  return worst;
}

/** What an error is measured by at each bar where the value itself is smaller. */
function scalesOf(scale: Reference["scale"], bars: BarColumns): Float64Array {
  if (scale === "price") return bars.close;
  if (scale !== "volume") return new Float64Array(bars.close.length).fill(scale === "percent" ? 100 : 1);
  let traded = 0;
  return bars.volume.map((volume) => {
    traded += volume;
    return traded;
  });
}
