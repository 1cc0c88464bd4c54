import type { Command } from "./command.ts";
import { backtest } from "./commands/backtest.ts";
import { evaluate } from "./commands/evaluate.ts";
import { forecast } from "./commands/forecast.ts";
import { indicators } from "./commands/indicators.ts";
import { pairs } from "./commands/pairs.ts";
import { patterns } from "./commands/patterns.ts";
import { signals } from "./commands/signals.ts";
import { DataError, UsageError } from "./failure.ts";
import { readFlags } from "./flags.ts";
import { commandHelp, helpText } from "./help.ts";
import { suggestion } from "./nearest.ts";
import type { World } from "./world.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  indicators,
  patterns,
  signals,
  pairs,
  backtest,
  forecast,
  evaluate,
];

/**
 * Runs `npm run wick -- …args`.
 * @returns the exit status: 0 done, 1 data that cannot be read or written, 2 a wrong command line ([CLI-4]).
 */
export async function runWick(args: readonly string[], world: World): Promise<0 | 1 | 2> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "--help" || name === "help") {
      await world.write(`${helpText(COMMANDS)}`);
      return name === undefined ? 2 : 0;
    }
    const command = COMMANDS.find((known) => known.name === name);
    if (command === undefined) {
      const names = COMMANDS.map((known) => known.name);
      throw new UsageError(`There is no command ${name}.${suggestion(name, names)}`);
    }
    if (rest.includes("--help")) {
      await world.write(commandHelp(command));
      return 0;
    }
    await command.run(readFlags(command.flags, rest), world);
    return 0;
  } catch (error) {
    world.progress("");
    if (error instanceof DataError) {
      world.notice(error.message);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    const known = COMMANDS.some((command) => command.name === name);
    world.notice(`${error.message} See npm run wick -- ${known ? `${name} ` : ""}--help.`);
    return 2;
  }
}
