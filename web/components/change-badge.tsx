import { ARROWS, directionOf, formatPercent, sayPercent } from "../format/change.ts";

interface ChangeBadgeProps {
  readonly percent: number;
}

/** A 24 h change by colour, arrow and sign, so that no one of them has to carry it. */
export function ChangeBadge({ percent }: ChangeBadgeProps) {
  const direction = directionOf(percent);
  return (
    <span class={`change ${direction}`}>
      <span aria-hidden="true">
        <i class="arrow">{ARROWS[direction]}</i>
        {formatPercent(percent)}
      </span>
      <span class="hidden">{sayPercent(percent)} in 24 hours</span>
    </span>
  );
}
