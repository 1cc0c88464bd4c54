import { UsageError } from "./failure.ts";
import { suggestion } from "./nearest.ts";

/** A flag of a command. */
export interface Flag {
  /** What stands behind it, as the help shows it; null for a switch. */
  readonly takes: string | null;
  readonly what: string;
  /** May be given again. */
  readonly again?: true;
}

export type Flags<Name extends string = string> = Readonly<Record<Name, Flag>>;

/** What was given of a command's flags. */
export class Given<Name extends string> {
  readonly #texts: ReadonlyMap<string, readonly string[]>;

  constructor(texts: ReadonlyMap<string, readonly string[]>) {
    this.#texts = texts;
  }

  has(name: Name): boolean {
    return this.#texts.has(name);
  }

  text(name: Name): string | undefined {
    return this.#texts.get(name)?.[0];
  }

  all(name: Name): readonly string[] {
    return this.#texts.get(name) ?? [];
  }

  /** The parts between commas; undefined where the flag was not given. @throws UsageError where there is none. */
  list(name: Name): readonly string[] | undefined {
    const parts = this.text(name)
      ?.split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (parts?.length === 0) throw new UsageError(`--${name} needs a value.`);
    return parts;
  }

  /** @throws UsageError where it is not a number. */
  number(name: Name): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : numberOf(text, `--${name}`);
  }

  /** One of some words. @throws UsageError, with the nearest of them. */
  choice<Word extends string>(name: Name, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : choiceOf(text, words, `--${name}`);
  }
}

/** @param what is spoken of in the message. @throws UsageError */
export function numberOf(text: string, what: string): number {
  if (/^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
  throw new UsageError(`${what} takes a number, not ${text}.`);
}

/** @throws UsageError */
export function choiceOf<Word extends string>(text: string, words: readonly Word[], what: string): Word {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new UsageError(`${what} takes ${words.join(", ")}, not ${text}.${suggestion(text, words)}`);
}

/** @throws UsageError that says what is wrong, and what may have been meant ([CLI-3]). */
export function readFlags<Name extends string>(flags: Flags<Name>, args: readonly string[]): Given<Name> {
  const known: Flags = flags;
  const given = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const [word = "", inline] = (args[at] ?? "").split(/=(.*)/s);
    const name = word.replace(/^--/, "");
    const flag = word.startsWith("--") && Object.hasOwn(known, name) ? known[name] : undefined;
    if (flag === undefined) throw new UsageError(unknownText(word, Object.keys(known)));
    const before = given.get(name);
    if (before !== undefined && flag.again !== true) throw new UsageError(`--${name} is given twice.`);
    if (flag.takes === null) {
      if (inline !== undefined) throw new UsageError(`--${name} takes no value.`);
      given.set(name, []);
      continue;
    }
    const next = args[at + 1];
    const value = inline ?? (next?.startsWith("--") ? undefined : next);
    if (value === undefined || value === "") throw new UsageError(`--${name} needs a value: ${flag.takes}.`);
    if (inline === undefined) at += 1;
    given.set(name, [...(before ?? []), value]);
  }
  return new Given(given);
}

function unknownText(word: string, names: readonly string[]): string {
  if (!word.startsWith("-")) return `${word} stands behind no flag. Data are named by --data.`;
  return `There is no flag ${word}.${suggestion(word.replace(/^-+/, ""), names, "--")}`;
}
