/** 1 where a number rose, −1 where it fell, else 0: without a branch, which no processor could foresee. */
export function directionOf(before: number, after: number): number {
  return Number(after > before) - Number(after < before);
}
