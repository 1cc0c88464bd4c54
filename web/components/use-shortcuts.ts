import { useEffect } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import { type Command, commandOf, type KeyPress } from "../state/keyboard.ts";
import { FILTER_ID } from "./market-list.tsx";

/** Listens for the page's shortcuts while mounted. */
export function useShortcuts(desk: Desk, onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(pressOf(event));
      if (command === null || !means(desk, command)) return;
      event.preventDefault();
      switch (command.do) {
        case "step":
          return desk.step(command.by);
        case "timeframe":
          return desk.setTimeframe(command.timeframe);
        case "theme":
          return desk.preferences.toggleTheme();
        case "zone":
          return desk.preferences.toggleZone();
        case "help":
          return onHelp();
        case "indicators":
          desk.setTab("chart");
          return desk.setPicker(true);
        case "fan":
          return desk.preferences.toggleFan();
        case "filter":
          desk.setTab("market");
          // The narrow layout shows the list only after this change is drawn.
          requestAnimationFrame(() => document.getElementById(FILTER_ID)?.focus());
          return;
        default:
          return command satisfies never;
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [desk, onHelp]);
}

/** Stepping through markets means nothing beside a page of its own, where the arrows scroll. */
function means(desk: Desk, command: Command): boolean {
  const { page } = desk.route.value;
  const ofMarket =
    command.do === "step" ||
    command.do === "timeframe" ||
    command.do === "indicators" ||
    command.do === "fan";
  const apart = page === "coin" || page === "operations" || page === "forecasts";
  return (
    !(apart && ofMarket) && !((page === "operations" || page === "forecasts") && command.do === "filter")
  );
}

function pressOf(event: KeyboardEvent): KeyPress {
  const at = event.target instanceof Element ? event.target : null;
  return {
    key: event.key,
    modified: event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented,
    typing: at?.closest("input, textarea, select, [contenteditable], dialog") != null,
    arrowsTaken: at?.closest(".tape-rows, .analysis") != null,
  };
}
