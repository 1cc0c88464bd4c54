import { type ReadonlySignal, signal } from "@preact/signals";
import type { Zone } from "../format/time.ts";

export type Theme = "dark" | "light";

/** The viewer's choices, kept in the browser. */
export interface Preferences {
  readonly theme: ReadonlySignal<Theme>;
  readonly zone: ReadonlySignal<Zone>;
  toggleTheme(): void;
  toggleZone(): void;
}

const THEME_KEY = "wick.theme";
const ZONE_KEY = "wick.zone";

/** Reads the stored choices; without one the theme follows the system, also when that changes. */
export function openPreferences(): Preferences {
  const system = matchMedia("(prefers-color-scheme: light)");
  const systemTheme = (): Theme => (system.matches ? "light" : "dark");
  const stored = read(THEME_KEY);
  let chosen: Theme | null = stored === "dark" || stored === "light" ? stored : null;
  const theme = signal<Theme>(chosen ?? systemTheme());
  const zone = signal<Zone>(read(ZONE_KEY) === "utc" ? "utc" : "local");
  system.addEventListener("change", () => {
    if (chosen === null) theme.value = systemTheme();
  });
  return {
    theme,
    zone,
    toggleTheme() {
      chosen = theme.value === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = chosen;
      theme.value = chosen;
      write(THEME_KEY, chosen);
    },
    toggleZone() {
      zone.value = zone.value === "utc" ? "local" : "utc";
      write(ZONE_KEY, zone.value);
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** A browser that forbids storage forgets the choice with the tab; nothing else is lost. */
function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {}
}
