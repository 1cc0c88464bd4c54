import type { EngineState } from "./engine.ts";
import { type PackedMinute, packMinutes, unpackMinutes } from "./pending-runs.ts";

type StoredState = Omit<EngineState, "minutes"> & {
  readonly minutes: Omit<EngineState["minutes"], "pending"> & { readonly pending: readonly PackedMinute[] };
};

const VERSION = 1;
const BIGINT = /^\d+n$/;

/** The engine's state as text: bigints as "123n", maps and sets as tagged lists. */
export function engineStateToJson(state: EngineState): string {
  const minutes = { ...state.minutes, pending: packMinutes(state.minutes.pending) };
  return JSON.stringify({ version: VERSION, state: { ...state, minutes } }, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return value;
  });
}

/** @throws Error when the text was written by another version. */
export function engineStateFromJson(json: string): EngineState {
  const { version, state }: { version: number; state: StoredState } = JSON.parse(
    json,
    (_key, value: unknown) => {
      if (typeof value === "string" && BIGINT.test(value)) return BigInt(value.slice(0, -1));
      if (typeof value === "object" && value !== null) {
        if ("$map" in value && Array.isArray(value.$map)) return new Map(value.$map);
        if ("$set" in value && Array.isArray(value.$set)) return new Set(value.$set);
      }
      return value;
    },
  );
  if (version !== VERSION) throw new Error(`engine state of version ${version}, this is ${VERSION}`);
  return { ...state, minutes: { ...state.minutes, pending: unpackMinutes(state.minutes.pending) } };
}
