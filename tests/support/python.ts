import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../../scripts/app/root.ts";

/**
 * A Python with the packages of scripts/references/requirements.txt: `WICK_PYTHON`, or `.venv` of the project;
 * undefined where there is none. CI has one: there its absence is an error.
 */
export const PYTHON: string | undefined = findPython();

function findPython(): string | undefined {
  const found = [process.env.WICK_PYTHON, join(ROOT, ".venv/bin/python")].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined && process.env.CI !== undefined && process.env.CI !== "")
    throw new Error(
      "CI needs Python with scripts/references/requirements.txt: set WICK_PYTHON or make .venv",
    );
  return found;
}

/** Runs a script of scripts/references. @returns what it printed. @throws where it fails. */
export async function runReference(script: string, args: readonly string[]): Promise<string> {
  if (PYTHON === undefined) throw new Error("no Python: set WICK_PYTHON");
  const path = join(ROOT, "scripts/references", script);
  const { stdout } = await promisify(execFile)(PYTHON, [path, ...args], { maxBuffer: 1 << 30 });
  return stdout;
}
