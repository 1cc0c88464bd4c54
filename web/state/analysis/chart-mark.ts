/** A mark at a bar of the chart. */
export interface ChartMark {
  readonly openTime: number;
  readonly side: "above" | "below";
  readonly shape: "arrowUp" | "arrowDown" | "circle" | "square";
  readonly tone: "up" | "down" | "neutral" | "warn";
  /** A word or two on the canvas; the legend tells the rest. */
  readonly text: string;
  /** Relative to the library's usual size. */
  readonly size: number;
}

/** A price that the chart draws a line at, with its name on it. */
export interface ChartLevel {
  readonly price: number;
  readonly title: string;
  readonly tone: "up" | "down" | "neutral";
  readonly style: "solid" | "dashed" | "dotted";
}
