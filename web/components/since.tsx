import { formatAge } from "../format/age.ts";
import { bothClocks, formatDateTime } from "../format/time.ts";
import { useDesk } from "./desk-context.ts";

interface SinceProps {
  /** ms since the epoch. */
  readonly at: number;
}

const RECENT_MS = 2 * 86_400_000;

/** A moment by its distance while that says something, else by its date; both clocks in the tooltip. */
export function Since({ at }: SinceProps) {
  const { preferences } = useDesk();
  const age = Date.now() - at;
  return (
    <time class="num" dateTime={new Date(at).toISOString()} title={bothClocks(at)}>
      {age < RECENT_MS ? formatAge(age) : formatDateTime(at, preferences.zone.value, false)}
    </time>
  );
}
