import { expect, it } from "vitest";
import { parseDecimal } from "./decimal.ts";
import { BarEngine, newEngineState } from "./engine.ts";
import { engineStateFromJson, engineStateToJson } from "./engine-json.ts";

const DAY = 86_400_000;
const START = Date.UTC(2024, 1, 29);
const one = parseDecimal("1");

function trade(id: number, time: number) {
  return { id, price: one, size: one, time, firstId: id, lastId: id, buyerIsMaker: false };
}

it("[BAR-40] keeps the state of a hub that was away for two months in a few kilobytes", () => {
  const bars = {
    get: () => undefined,
    range: () => [],
    put: () => {},
    oldest: () => undefined,
  };
  const listener = { onBar: () => {}, onSilence: () => {}, onReconciled: () => {}, onIdJump: () => {} };
  const engine = new BarEngine(newEngineState(START - 60_000), bars, listener);
  engine.trade(trade(1, START + 1));
  engine.gap(START + 1, START + 60 * DAY);
  engine.trade(trade(9, START + 60 * DAY));
  engine.passOver(START + DAY, START + DAY + 120_000);
  const json = engineStateToJson(engine.state);
  expect(engine.state.minutes.pending.length).toBe(60 * 1_440 + 1);
  expect(json.length).toBeLessThan(5_000);
  expect(engineStateFromJson(json)).toEqual(engine.state);
});
