import type { ArmaModel } from "./arma.ts";

/** Coefficients that a search begins at; missing ones are zero. */
export type StartingPoint = Pick<ArmaModel, "ar" | "ma">;

/** 1 over the modulus of the added roots: some hills are so near to the circle that they are seen from there alone. */
const RADII = [0.9, 0.98];
const FREQUENCIES = 7;

/**
 * The model with a factor added to both sides that cancels itself: the same process, from where a search finds the
 * cycle that is there at that frequency. The likelihood of mixed models has a hill at many of them. Of models of one
 * order less, with a real root; of those of two less, with pairs at even frequencies in between.
 */
export function withRealFactors({ ar, ma }: StartingPoint): StartingPoint[] {
  return RADII.flatMap((radius) => [-radius, radius]).map((root) => ({
    ar: timesAr(ar, [root]),
    ma: timesMa(ma, [root]),
  }));
}

export function withPairedFactors({ ar, ma }: StartingPoint): StartingPoint[] {
  const frequencies = Array.from({ length: FREQUENCIES }, (_, i) => (Math.PI * (i + 1)) / (FREQUENCIES + 1));
  return RADII.flatMap((radius) =>
    frequencies.map((frequency) => {
      const factor = [2 * radius * Math.cos(frequency), -(radius ** 2)];
      return { ar: timesAr(ar, factor), ma: timesMa(ma, factor) };
    }),
  );
}

/** (1 − Σ a_i B^i) (1 − Σ f_i B^i), as the coefficients of 1 − Σ c_i B^i. */
function timesAr(coefficients: readonly number[], factor: readonly number[]): number[] {
  const a = [1, ...coefficients.map((c) => -c)];
  const f = [1, ...factor.map((c) => -c)];
  const product = Array.from({ length: a.length + f.length - 1 }, () => 0);
  a.forEach((x, i) => {
    f.forEach((y, j) => {
      product[i + j] = (product[i + j] ?? 0) + x * y;
    });
  });
  return product.slice(1).map((c) => -c);
}

function timesMa(coefficients: readonly number[], factor: readonly number[]): number[] {
  return timesAr(
    coefficients.map((c) => -c),
    factor,
  ).map((c) => -c);
}
