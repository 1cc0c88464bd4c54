import type { Flags, Given } from "./flags.ts";
import type { World } from "./world.ts";

/** One of the things that `npm run wick` does. */
export interface Command<Name extends string = string> {
  readonly name: string;
  readonly summary: string;
  /** What a reader of the help has to know, a line each. */
  readonly about: readonly string[];
  readonly flags: Flags<Name>;
  /** Arguments behind `npm run wick -- NAME`; each works as printed. */
  readonly examples: readonly string[];
  /** @throws UsageError, DataError */
  run(given: Given<Name>, world: World): Promise<void>;
}
