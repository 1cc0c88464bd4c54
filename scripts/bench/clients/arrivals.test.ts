import { expect, test } from "vitest";
import { latencies } from "./arrivals.ts";

const sent = new Map([
  [7, 100],
  [8, 200],
]);
const recorded = (...arrivals: readonly (readonly [key: number, time: number])[]) => ({
  keys: Float64Array.from(arrivals, ([key]) => key),
  times: Float64Array.from(arrivals, ([, time]) => time),
});

test("latencies are counted from each update's own sending, in ascending order", () => {
  const arrived = recorded([7, 105], [8, 201], [7, 103], [8, 204]);
  expect([...latencies(arrived, sent, 2)]).toEqual([1, 3, 4, 5]);
});

test("an update that one socket never got makes the measurement fail", () => {
  expect(() => latencies(recorded([7, 105], [7, 105], [8, 201]), sent, 2)).toThrow("update 8 came 1 times");
});

test("an update that came twice makes the measurement fail", () => {
  expect(() => latencies(recorded([7, 105], [7, 106], [8, 201]), sent, 1)).toThrow("update 7 came 2 times");
});
