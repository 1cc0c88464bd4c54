import { TINTS } from "../state/analysis/indicator-view.ts";

/** The colours a canvas needs, taken from the style sheet so that there is one palette. */
export interface ChartColors {
  readonly background: string;
  readonly text: string;
  readonly grid: string;
  readonly crosshair: string;
  readonly label: string;
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly upVolume: string;
  readonly downVolume: string;
  readonly warn: string;
  /** Text on `label`. */
  readonly onLabel: string;
  /** Of indicators, in the order of their lines. */
  readonly lines: readonly string[];
  /** What is not known yet. */
  readonly forecast: string;
  /** Of columns that are only a backdrop. */
  readonly quiet: string;
  readonly font: string;
}

export function readChartColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const at = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: at("--panel"),
    text: at("--text-2"),
    grid: at("--grid"),
    crosshair: at("--text-3"),
    label: at("--chart-label"),
    up: at("--up"),
    down: at("--down"),
    upSoft: at("--up-soft"),
    downSoft: at("--down-soft"),
    upVolume: at("--up-volume"),
    downVolume: at("--down-volume"),
    warn: at("--accent"),
    onLabel: at("--chart-on-label"),
    lines: Array.from({ length: TINTS }, (_, index) => at(`--line-${index + 1}`)),
    forecast: at("--forecast"),
    quiet: at("--line-strong"),
    font: at("--font"),
  };
}
