import { formatExact } from "../../format/exact.ts";

interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly limit: number;
  /** Progress, not a budget: nearly all is good news. */
  readonly plain?: boolean;
  /** What to write in place of both numbers. */
  readonly text?: string;
}

/** How much of a budget is spent: in digits, and as a bar for the eye. */
export function Meter({ label, used, limit, plain = false, text }: MeterProps) {
  const share = limit <= 0 ? 0 : Math.min(1, used / limit);
  const tone = plain ? "good" : share > 0.9 ? "bad" : share > 0.7 ? "warn" : "good";
  return (
    <span class={`meter ${tone}`}>
      <i aria-hidden="true">
        <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </i>
      {text ?? `${formatExact(used)} of ${formatExact(limit)}`} <small>{label}</small>
    </span>
  );
}
