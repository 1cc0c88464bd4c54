import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { command } from "../app/command.ts";
import { ROOT } from "../app/root.ts";

/** Where the Python package is. */
export const TRAINING = join(ROOT, "models/training");
/** How a retraining ends that replaces no model. */
const NOTHING_NEW = 3;
const VENV = join(ROOT, ".venv-train");

/** A Python with the packages of models/training: `WICK_TRAIN_PYTHON`, or `.venv-train` of the project, if there is one. */
export function foundTrainingPython(): string | undefined {
  return [process.env.WICK_TRAIN_PYTHON, join(VENV, "bin/python")].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/**
 * That Python; where there is none, `.venv-train` is made: torch first, by itself, since builds of it come from other
 * places; then what requirements.txt locks.
 * @throws Error when it cannot be made.
 */
export async function trainingPython(): Promise<string> {
  const found = foundTrainingPython();
  if (found !== undefined) return found;
  await command("python3", "-m", "venv", VENV);
  const pip = join(VENV, "bin/pip");
  await command(pip, "install", "-q", "-r", join(TRAINING, "requirements-torch.txt"));
  await command(pip, "install", "-q", "--require-hashes", "-r", join(TRAINING, "requirements.txt"));
  return join(VENV, "bin/python");
}

/** Runs `python -m wick_training`, its output going to ours. Rejects when it fails. */
export async function runTraining(args: readonly string[]): Promise<void> {
  const code = await exitOf(args);
  if (code !== 0) throw new Error(`wick_training ended with ${code}`);
}

/** `python -m wick_training retrain`. @returns whether any model is new. Rejects when it fails. */
export async function retrainModels(args: readonly string[]): Promise<boolean> {
  const code = await exitOf(["retrain", ...args]);
  if (code !== 0 && code !== NOTHING_NEW) throw new Error(`wick_training ended with ${code}`);
  return code === 0;
}

async function exitOf(args: readonly string[]): Promise<number | string> {
  const python = await trainingPython();
  const env = { ...process.env, PYTHONPATH: TRAINING };
  const child = spawn(python, ["-u", "-m", "wick_training", ...args], { cwd: ROOT, stdio: "inherit", env });
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "nothing"));
  });
}
