import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InitCoinSchema, type InitRun } from "../contract/rest/init.ts";
import { command } from "./app/command.ts";
import { InitClient } from "./init/client.ts";
import { connect, type Target } from "./init/connect.ts";
import { asksServer, helpText, type InitFlags, parseFlags, UsageError } from "./init/flags.ts";
import { follow, type Screen } from "./init/follow.ts";
import { restoreFirst } from "./init/restore-first.ts";
import { summaryLines } from "./init/summary.ts";
import { type Superuser, superuserOf } from "./init/superuser.ts";

/** `npm run init -- [flags]`: from an empty app to a useful one. `--help` says how; rules: docs/spec/init.md. */
async function main(flags: InitFlags, screen: Screen): Promise<boolean> {
  const coinList = flags.coinsFile === undefined ? undefined : await coinsOf(flags.coinsFile);
  const superuser = flags.superuser ? await superuserOf(process.env) : undefined;
  const target = await connect(flags, process.env, screen.line);
  const stop = stopper(target, screen);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const migrated = flags.migrate ? await migrate(target, screen) : [];
    const restored = flags.restore === undefined ? 0 : await restoreFirst(target, flags.restore, screen.line);
    const body = {
      ...flags.wishes,
      ...(coinList === undefined ? {} : { coinList }),
      ...(superuser === undefined ? {} : { superuser: { name: superuser.name, hash: superuser.hash } }),
    };
    const run = await runOn(target, flags, body, superuser, screen);
    const complete = run === undefined || run.status === "done";
    if (flags.json) console.log(JSON.stringify({ complete, migrated, restored, run: run ?? null }));
    else for (const line of summaryLines(run, { migrated: migrated.length, restored })) console.log(line);
    return complete;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    await target.close();
  }
}

async function runOn(
  target: Target,
  flags: InitFlags,
  body: unknown,
  superuser: Superuser | undefined,
  screen: Screen,
): Promise<InitRun | undefined> {
  if (!asksServer(flags) && superuser === undefined) return undefined;
  const client = new InitClient(target.url, target.key, screen.line);
  const begun = await client.start(body);
  if (superuser !== undefined) for (const line of superuserLines(superuser, begun)) screen.line(line);
  if (begun.joined) screen.line("The same is under way already: joining it.");
  return await follow(client, body, begun, screen);
}

function superuserLines({ name, key, fromPassword }: Superuser, { superuser }: InitRun): string[] {
  if (superuser?.created !== true)
    return [`superuser: there is an admin key named ${name}; it stays as it is.`];
  const again = fromPassword ? "made of ADMIN_PASSWORD" : "shown once, keep it";
  return [`superuser: admin API key of ${name} (${again}): ${key}`];
}

/** Local apps are migrated when they start; a deployed one by wrangler, with the account it is logged in to. */
async function migrate(target: Target, screen: Screen): Promise<readonly string[]> {
  if (target.migrated !== undefined) return target.migrated;
  if (/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(target.url)) {
    screen.line("migrations: applied by npm start when it started");
    return [];
  }
  await command("wrangler", "d1", "migrations", "apply", "wick", "--remote");
  return [];
}

async function coinsOf(file: string): Promise<z.infer<typeof InitCoinSchema>[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`--coins-file: there is no file ${file}`);
  });
  try {
    return z.array(InitCoinSchema).max(500).parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UsageError(`--coins-file: ${file} is not a list of coins: ${why}`);
  }
}

/** Ctrl-C ends the watching. What runs elsewhere goes on; what runs here goes on next time. */
function stopper(target: Target, screen: Screen): () => void {
  return () => {
    screen.over?.("");
    screen.line(
      target.own
        ? "Stopped. The same command goes on from here."
        : `The app at ${target.url} goes on with it. The same command shows it again.`,
    );
    target.close().finally(() => process.exit(130));
  };
}

function screenOf(json: boolean): Screen {
  const out = process.stderr;
  if (json || !process.stdout.isTTY) {
    return {
      line: json ? (text) => void out.write(`${text}\n`) : (text) => console.log(text),
      width: () => 80,
    };
  }
  const over = (text: string) => void process.stdout.write(`\r\x1b[2K${text}`);
  return {
    line: (text) => void process.stdout.write(`\r\x1b[2K${text}\n`),
    over,
    width: () => process.stdout.columns || 80,
  };
}

/** The whole command. @returns its exit code */
async function run(args: readonly string[]): Promise<number> {
  try {
    const flags = parseFlags(args);
    if (!flags.help) return (await main(flags, screenOf(flags.json))) ? 0 : 1;
    console.log(helpText());
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

// Not by itself: an app that failed half-way through its start would keep the process alive.
process.exit(await run(process.argv.slice(2)));
