import { type ReadonlySignal, signal } from "@preact/signals";
import type { Zone } from "../format/time.ts";
import { type KeptText, keptText, readKept, writeKept } from "./kept-text.ts";

export type Theme = "dark" | "light";

/** The viewer's choices, kept in the browser. */
export interface Preferences {
  readonly theme: ReadonlySignal<Theme>;
  readonly zone: ReadonlySignal<Zone>;
  /** Indicators on the chart: `ema(21),rsi(14)`. */
  readonly indicators: KeptText;
  /** Which part of the analysis is in view. */
  readonly analysisTab: KeptText;
  /** Least strength of a pattern that is marked, 1 to 100; `off` marks none. */
  readonly patternStrength: KeptText;
  /** Whose forecasts the desk shows. */
  readonly forecastModel: KeptText;
  /** Whether the chart draws the forecast: `on` or `off`. */
  readonly fan: KeptText;
  toggleFan(): void;
  toggleTheme(): void;
  toggleZone(): void;
}

const THEME_KEY = "wick.theme";
const ZONE_KEY = "wick.zone";

/** Reads the stored choices; without one the theme follows the system, also when that changes. */
export function openPreferences(): Preferences {
  const system = matchMedia("(prefers-color-scheme: light)");
  const systemTheme = (): Theme => (system.matches ? "light" : "dark");
  const stored = readKept(THEME_KEY);
  let chosen: Theme | null = stored === "dark" || stored === "light" ? stored : null;
  const theme = signal<Theme>(chosen ?? systemTheme());
  const zone = signal<Zone>(readKept(ZONE_KEY) === "utc" ? "utc" : "local");
  system.addEventListener("change", () => {
    if (chosen === null) theme.value = systemTheme();
  });
  const fan = keptText("wick.fan", "on");
  return {
    theme,
    zone,
    indicators: keptText("wick.indicators", ""),
    analysisTab: keptText("wick.analysis-tab", "signal"),
    patternStrength: keptText("wick.pattern-strength", "50"),
    forecastModel: keptText("wick.forecast-model", "ml_ensemble"),
    fan,
    toggleFan: () => fan.set(fan.value.peek() === "off" ? "on" : "off"),
    toggleTheme() {
      chosen = theme.value === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = chosen;
      theme.value = chosen;
      writeKept(THEME_KEY, chosen);
    },
    toggleZone() {
      zone.value = zone.value === "utc" ? "local" : "utc";
      writeKept(ZONE_KEY, zone.value);
    },
  };
}
