/** SVG path of the values over the width, scaled to the height within `pad`; empty below two values. */
export function sparklinePath(values: readonly number[], width: number, height: number, pad: number): string {
  if (values.length < 2) return "";
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const step = width / (values.length - 1);
  return values
    .map((value, index) => {
      // A flat day is a line through the middle, not along an edge.
      const share = span === 0 ? 0.5 : (value - low) / span;
      const y = height - pad - share * (height - 2 * pad);
      return `${index === 0 ? "M" : "L"}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
