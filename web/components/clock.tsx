import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { bothClocks, formatClock, zoneLabel } from "../format/time.ts";
import { useDesk } from "./desk-context.ts";

/** The time of day in the chosen zone; a press changes the zone of every time on the page. */
export function Clock() {
  const { preferences } = useDesk();
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => clearInterval(timer);
  }, [now]);
  const zone = preferences.zone.value;
  const label = zoneLabel(now.value, zone);
  const other = zoneLabel(now.value, zone === "utc" ? "local" : "utc");
  return (
    <button
      type="button"
      class="clock num"
      onClick={() => preferences.toggleZone()}
      title={`${bothClocks(now.value)}${other === label ? "" : `\nPress for ${other} (u)`}`}
      aria-label={other === label ? `Times in ${label}` : `Times in ${label}. Change to ${other}`}
    >
      {formatClock(now.value, zone)} <small>{label}</small>
    </button>
  );
}
