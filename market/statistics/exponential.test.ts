import { expect, test } from "vitest";
import { exponential } from "./exponential.ts";

const COUNT = 20_000;

/** Numbers in [-30, 30), the same wherever they are drawn. */
function* drawn(): Generator<number> {
  let state = 12_345;
  for (let i = 0; i < COUNT; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield (state / 4_294_967_296 - 0.5) * 60;
  }
}

test("e^x is right to about one unit in the last place", () => {
  for (const x of drawn()) {
    for (const part of [x, x / 1_000, x * 20]) {
      expect(Math.abs(exponential(part) / Math.exp(part) - 1)).toBeLessThan(5e-16);
    }
  }
});

test("[FC-76] e^x has the same bits in every engine: those that Node found", () => {
  const [value, bits] = [new Float64Array(1), new BigUint64Array(1)];
  const view = new BigUint64Array(value.buffer);
  for (const x of drawn()) {
    value[0] = exponential(x);
    bits[0] = (bits[0] ?? 0n) * 31n + (view[0] ?? 0n);
  }
  expect(bits[0]).toBe(15776758688643228318n);
});

test("nothing and too much are told as Math.exp tells them", () => {
  const odd = [0, -0, 709.7827, 709.79, -744, -746, 1e-300, Number.NaN, Infinity, -Infinity];
  expect(odd.map(exponential)).toEqual(odd.map(Math.exp));
});
