import { MOVE_THRESHOLD } from "../../../market/forecast/horizons.ts";
import type { DirectionClass } from "../../../market/forecast/outlook.ts";

/** A called class as a sign, a word, a tone, and what it means. */
export interface CallWords {
  readonly mark: string;
  readonly word: string;
  readonly tone: "up" | "down" | "flat";
  readonly means: string;
}

const MOVE = `${MOVE_THRESHOLD * 100} %`;

/** In the order of the probabilities. */
export const CALLS: readonly [CallWords, CallWords, CallWords] = [
  { mark: "▼", word: "Down", tone: "down", means: `below −${MOVE}` },
  { mark: "●", word: "Neutral", tone: "flat", means: `within ±${MOVE}` },
  { mark: "▲", word: "Up", tone: "up", means: `above +${MOVE}` },
];

export function callWords(called: DirectionClass): CallWords {
  return called === -1 ? CALLS[0] : called === 0 ? CALLS[1] : CALLS[2];
}
