/**
 * The greater of two finite numbers, of which none is −0. Of the two products one is that number and the other zero: no
 * branch, which no processor could foresee.
 */
export function chosenGreater(a: number, b: number): number {
  return Number(a > b) * a + Number(a <= b) * b;
}

/** The lesser of two finite numbers, of which none is −0; as `chosenGreater`. */
export function chosenLesser(a: number, b: number): number {
  return Number(a < b) * a + Number(a >= b) * b;
}
