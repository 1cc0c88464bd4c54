import type { Direction } from "../format/change.ts";
import { sparklinePath } from "./sparkline-path.ts";

interface SparklineProps {
  readonly values: readonly number[];
  readonly direction: Direction;
}

/** Fewer points than these are not a day's shape, and would only look like one. */
const MIN_POINTS = 5;
const WIDTH = 64;
const HEIGHT = 24;

/** The last day as a line. Decoration: the change beside it says the same in digits. */
export function Sparkline({ values, direction }: SparklineProps) {
  const path = values.length < MIN_POINTS ? "" : sparklinePath(values, WIDTH, HEIGHT, 2);
  return (
    <svg
      class={`sparkline ${direction}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      {path !== "" && (
        <>
          <path class="area" d={`${path}V${HEIGHT}H0Z`} />
          <path class="line" d={path} />
        </>
      )}
    </svg>
  );
}
