import type { Update } from "./broadcast.ts";
import { floorText } from "./clients/floor-text.ts";
import { textFrame } from "./exchange/text-frame.ts";
import type { Stage } from "./stage.ts";

/** The next trades of the exchange, each with what its streams say until the next one. */
export function tradeUpdates(stage: Stage, count: number): Update[] {
  const updates: { key: number; frames: Buffer[] }[] = [];
  const before: Buffer[] = [];
  for (const { text, tradeId } of stage.tape.trades(count)) {
    const frame = textFrame(text);
    if (tradeId !== undefined) updates.push({ key: tradeId, frames: [...before.splice(0), frame] });
    else (updates.at(-1)?.frames ?? before).push(frame);
  }
  return updates.map(({ key, frames }) => ({ key, frames: Buffer.concat(frames) }));
}

/** As many texts like `sample`, numbered, for a floor to send on. */
export function floorUpdates(sample: string, kind: "trade" | "bar", keys: readonly number[]): Update[] {
  return keys.map((key) => ({ key, frames: textFrame(floorText(sample, kind, key)) }));
}
