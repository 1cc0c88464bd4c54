import { setTimeout as sleep } from "node:timers/promises";
import type { InitRun } from "../../contract/rest/init.ts";
import type { InitClient } from "./client.ts";
import { barLine, newLines } from "./progress-text.ts";

const LOOK_MS = 500;

/** Where progress is shown. */
export interface Screen {
  /** Lines stay, below each other. */
  line(text: string): void;
  /** One line that is written over by the next; absent where lines cannot be. */
  readonly over?: ((text: string) => void) | undefined;
  readonly width: () => number;
}

/**
 * Shows a run until it ends. One that nobody drives any more is taken over by asking for the same again.
 * @throws what the client throws
 */
export async function follow(
  client: InitClient,
  body: unknown,
  begun: InitRun,
  screen: Screen,
): Promise<InitRun> {
  let run = begun;
  show(undefined, run, screen);
  while (run.status === "running" && run.id !== null) {
    await sleep(LOOK_MS);
    const before = run;
    const seen = await client.look(run.id);
    run = seen.stalled ? await client.start(body) : seen;
    show(before, run, screen);
  }
  screen.over?.("");
  if (run === begun) return run;
  return { ...run, superuser: begun.superuser, changed: run.changed + (begun.superuser?.created ? 1 : 0) };
}

function show(before: InitRun | undefined, run: InitRun, screen: Screen): void {
  const lines = newLines(before, run);
  if (screen.over === undefined) {
    for (const text of lines) screen.line(text);
    return;
  }
  screen.over(barLine(run, screen.width()));
}
