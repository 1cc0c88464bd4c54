import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../app/root.ts";

const PATH = join(ROOT, "docs/costs.md");
const BEGIN = "<!-- counted: npm run costs -- --write -->";
const END = "<!-- end of what is counted -->";

/** The tables as docs/costs.md has them. @throws Error where it has lost its marks. */
export function documentedCosts(): string {
  const { tables } = parts();
  return tables;
}

/** Puts tables between the marks of docs/costs.md. */
export function documentCosts(tables: string): void {
  const { before, after } = parts();
  writeFileSync(PATH, `${before}${BEGIN}\n\n${tables}\n\n${END}${after}`);
}

function parts() {
  const text = readFileSync(PATH, "utf8");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${PATH} has no marks around its tables`);
  return {
    before: text.slice(0, begin),
    tables: text.slice(begin + BEGIN.length, end).trim(),
    after: text.slice(end + END.length),
  };
}
