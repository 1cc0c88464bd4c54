import type { CatalogIndicator } from "../../api/analysis-api.ts";
import type { LineSpec } from "./indicator-view.ts";

/** What the catalog does not tell: how people are used to see an indicator. */
interface Habit {
  readonly guides?: readonly number[];
  /** Outputs that are not drawn. */
  readonly without?: readonly string[];
  readonly style?: Readonly<Record<string, LineSpec["style"]>>;
  /** Outputs that run ahead (or behind) by a parameter, in bars. */
  readonly shift?: Readonly<Record<string, readonly [parameter: string, direction: 1 | -1]>>;
  readonly sign?: Readonly<Record<string, string>>;
}

const HABITS: Readonly<Record<string, Habit>> = {
  rsi: { guides: [30, 70] },
  stochastic: { guides: [20, 80] },
  "stoch-rsi": { guides: [20, 80] },
  mfi: { guides: [20, 80] },
  "williams-r": { guides: [-80, -20] },
  cci: { guides: [-100, 100] },
  adx: { guides: [25] },
  roc: { guides: [0] },
  macd: { style: { histogram: "columns" }, sign: { histogram: "histogram" } },
  "obv-slope": { style: { value: "columns" }, sign: { value: "value" } },
  "relative-volume": { guides: [1, 2] },
  "volume-spike": { guides: [1, 2], without: ["spike"] },
  psar: { style: { value: "dots" } },
  supertrend: { without: ["direction"], sign: { line: "direction" } },
  ichimoku: { shift: { spanA: ["base", 1], spanB: ["base", 1], lagging: ["base", -1] } },
};

/** Lines and guides of an indicator with these parameters. */
export function drawingOf(
  { id, outputs }: CatalogIndicator,
  parameters: Readonly<Record<string, number>>,
): { readonly lines: readonly LineSpec[]; readonly guides: readonly number[] } {
  const { guides = [], without = [], style = {}, shift = {}, sign = {} } = HABITS[id] ?? {};
  const names = new Set(outputs.map(({ name }) => name));
  const shown = outputs.filter(({ name }) => outputs.length === 1 || !without.includes(name));
  const lines = shown.map(({ name, title }): LineSpec => {
    const [parameter, direction] = shift[name] ?? ["", 1];
    const signed = sign[name];
    return {
      output: name,
      // What follows a comma explains the drawing, which is seen.
      title: shown.length === 1 ? "" : title.replace(/,.*$/, ""),
      style: style[name] ?? "line",
      shift: direction * (parameters[parameter] ?? 0),
      sign: signed !== undefined && names.has(signed) ? signed : null,
    };
  });
  // Columns are drawn first: lines lie over them.
  const columns = lines.filter((line) => line.style === "columns");
  return { lines: [...columns, ...lines.filter((line) => line.style !== "columns")], guides };
}
