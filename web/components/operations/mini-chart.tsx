import { sparklinePath } from "../sparkline-path.ts";

interface MiniChartProps {
  readonly values: readonly number[];
}

const WIDTH = 140;
const HEIGHT = 28;

/** A series as a small line. Decoration: the numbers beside it say what matters. */
export function MiniChart({ values }: MiniChartProps) {
  const path = values.length < 2 ? "" : sparklinePath(values, WIDTH, HEIGHT, 2);
  return (
    <svg class="mini" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {path !== "" && (
        <>
          <path class="area" d={`${path}V${HEIGHT}H0Z`} />
          <path class="line" d={path} />
        </>
      )}
    </svg>
  );
}
