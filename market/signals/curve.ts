/** Points of a broken line, x rising: what a reading of an indicator is worth as a vote. */
export type Curve = readonly (readonly [x: number, y: number])[];

/** The height of the line at `x`; before its first and behind its last point it is level. Never −0. */
export function heightAt(curve: Curve, x: number): number {
  let left = curve[0];
  if (left === undefined) return 0;
  if (x <= left[0]) return left[1] + 0;
  for (const right of curve) {
    if (x <= right[0]) {
      const share = (x - left[0]) / (right[0] - left[0]);
      return left[1] + share * (right[1] - left[1]) + 0;
    }
    left = right;
  }
  return left[1] + 0;
}
