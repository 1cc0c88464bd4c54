import type { Command } from "./command.ts";

const RUN = "npm run wick --";
const END =
  "It ends with 0 when all is done, 1 when data cannot be read or written, 2 on a wrong command line.\n";

/** The help of everything. */
export function helpText(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const examples = commands.flatMap((command) => exampleLines(command).slice(0, 1));
  return `Wick's engine on kline files: what the desk computes live, of a file.

Usage: ${RUN} COMMAND --data FILE_OR_DIR [flags]

${rows.join("\n")}

Files are CSV (gzip or not), Parquet or Binance's ZIP archives; a folder is searched for files named SYMBOL_1h….csv.gz,
SYMBOL-1h-2024-01.zip and the like. Times are UTC.

Examples:
${examples.join("\n")}

${RUN} COMMAND --help explains a command. To pipe what is printed, use npm run -s wick, which keeps npm silent.
${END}`;
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.flags).map(
    ([name, { takes, what }]) => [`--${name}${takes === null ? "" : ` ${takes}`}`, what] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return `${command.summary}

Usage: ${RUN} ${command.name} --data FILE_OR_DIR [flags]

${command.about.join("\n")}

${rows.map(([left, what]) => `  ${left.padEnd(width)}  ${what}`).join("\n")}

Examples:
${exampleLines(command).join("\n")}

${END}`;
}

function exampleLines({ name, examples }: Command): string[] {
  return examples.map((example) => `  ${RUN} ${name} ${example}`);
}
