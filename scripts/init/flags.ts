import { BACKFILL_TIMEFRAMES } from "../../contract/rest/init.ts";

/** A command line that cannot be understood; its message is for the person who typed it. */
export class UsageError extends Error {}

/** What was asked for on the command line. */
export interface InitFlags {
  readonly help: boolean;
  readonly json: boolean;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly migrate: boolean;
  readonly restore: string | undefined;
  readonly superuser: boolean;
  readonly coinsFile: string | undefined;
  readonly wishes: ServerWishes;
}

/** What the app is asked to do; the body of `POST /api/admin/init`, less the superuser. */
export interface ServerWishes {
  readonly coins?: readonly string[];
  readonly seedCoins: boolean;
  readonly seedDetailedCoins: boolean;
  readonly useGivenIds: boolean;
  readonly deepBackfillDays?: number;
  readonly timeframes?: readonly string[];
  readonly computeTech: boolean;
  readonly computeSent: boolean;
  readonly fetchSentimentN8n: boolean;
  readonly warmCaches: boolean;
}

type Kind = "switch" | "value" | "list";

const FLAGS: Readonly<Record<string, readonly [kind: Kind, takes: string, what: string]>> = {
  all: ["switch", "", "migrate, seed coins with details, 456 days of 12h bars, features, warm caches"],
  coins: ["list", "BTC ETH …", "which coins or symbols (default: all that are followed)"],
  migrate: ["switch", "", "apply the migrations"],
  "seed-coins": ["switch", "", "the coins into the table"],
  "seed-detailed-coins": [
    "switch",
    "",
    "with description, homepage, supply; from a source where one answers",
  ],
  "use-given-ids": ["switch", "", "new coins keep the number that they are given with"],
  "coins-file": ["value", "FILE.json", "a list of coins in place of the built-in one: [{id, base, name, …}]"],
  superuser: ["switch", "", "an admin key named ADMIN_USERNAME, from ADMIN_PASSWORD or random, printed once"],
  "deep-backfill-days": ["value", "N", "fetch, verify and store so many days of bars"],
  timeframes: ["list", "12h 1d …", "of the backfill and the features (default: 12h)"],
  "compute-tech": ["switch", "", "technical features until they have caught up"],
  "compute-sent": [
    "switch",
    "",
    "sentiment features of the stored daily sentiment; nothing to do until there is news",
  ],
  "fetch-sentiment-n8n": ["switch", "", "start the flow at N8N_SENTIMENT_ANALYSIS_URL"],
  "warm-caches": ["switch", "", "charts, volumes, prices, market"],
  restore: ["value", "PATH", "restore a dump first, into an empty app"],
  url: ["value", "URL", "the app (default: the local one, which is started if need be)"],
  key: ["value", "KEY", "an API key of scope admin (default: WICK_API_KEY)"],
  json: ["switch", "", "print the end as JSON, and nothing else on stdout"],
  help: ["switch", "", "this"],
};

const EXAMPLES = `
  npm run init -- --all
  npm run init -- --all --coins BTC ETH
  npm run init -- --deep-backfill-days 30 --timeframes 1m 1h --compute-tech
  npm run init -- --seed-detailed-coins --coins-file my-coins.json --use-given-ids
  ADMIN_USERNAME=me npm run init -- --superuser
  npm run init -- --all --url https://wick.example.com --key wick_…`;

export function helpText(): string {
  const rows = Object.entries(FLAGS).map(
    ([name, [, takes, what]]) => [`--${name} ${takes}`.trim(), what] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, what]) => `  ${left.padEnd(width)}  ${what}`);
  return `Brings an app from empty to useful. Idempotent: run it again at any time, also after it was killed.

Usage: npm run init -- [flags]

${lines.join("\n")}

Examples:${EXAMPLES}

It ends with 0 when everything wished for is complete, 1 when it is not, 2 on a wrong command line.`;
}

/** @throws UsageError that says what is wrong, and what would be right */
export function parseFlags(args: readonly string[]): InitFlags {
  const given = read(args);
  const on = (name: string) => given.has(name);
  const value = (name: string) => given.get(name)?.[0];
  const all = on("all");
  const coins = given.get("coins");
  const timeframes = timeframesOf(given.get("timeframes"));
  const days = daysOf(value("deep-backfill-days")) ?? (all ? 456 : undefined);
  const flags: InitFlags = {
    help: on("help"),
    json: on("json"),
    url: urlOf(value("url")),
    key: value("key"),
    migrate: all || on("migrate"),
    restore: value("restore"),
    superuser: on("superuser"),
    coinsFile: value("coins-file"),
    wishes: {
      ...(coins === undefined ? {} : { coins }),
      seedCoins: all || on("seed-coins"),
      seedDetailedCoins: all || on("seed-detailed-coins"),
      useGivenIds: on("use-given-ids"),
      ...(days === undefined ? {} : { deepBackfillDays: days }),
      ...(timeframes === undefined ? {} : { timeframes }),
      computeTech: all || on("compute-tech"),
      computeSent: on("compute-sent"),
      fetchSentimentN8n: on("fetch-sentiment-n8n"),
      warmCaches: all || on("warm-caches"),
    },
  };
  if (!flags.help) refuseIdle(flags);
  return flags;
}

/** Whether the app itself has anything to do. */
export function asksServer({ wishes }: InitFlags): boolean {
  const { coins: _coins, timeframes: _timeframes, useGivenIds: _ids, ...deeds } = wishes;
  return Object.values(deeds).some((wish) => wish !== false);
}

function read(args: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (let at = 0; at < args.length; at++) {
    const [flag = "", inline] = (args[at] ?? "").split(/=(.*)/s);
    const name = flag.replace(/^--/, "");
    if (!flag.startsWith("--") || !Object.hasOwn(FLAGS, name)) throw new UsageError(unknown(flag));
    if (given.has(name)) throw new UsageError(`--${name} is given twice.`);
    const [kind] = FLAGS[name] ?? ["switch"];
    const values = inline === undefined ? [] : [inline];
    const most = kind === "switch" ? 0 : kind === "value" ? 1 : Number.POSITIVE_INFINITY;
    while (values.length < most && at + 1 < args.length && !args[at + 1]?.startsWith("--")) {
      values.push(args[++at] ?? "");
    }
    if (kind === "switch" && inline !== undefined) throw new UsageError(`--${name} takes no value.`);
    const texts = kind === "list" ? values.flatMap((text) => text.split(",")).filter(Boolean) : values;
    if (kind !== "switch" && (texts[0] ?? "") === "") throw new UsageError(`--${name} needs a value.`);
    given.set(name, texts);
  }
  return given;
}

function unknown(flag: string): string {
  const name = flag.replace(/^-+/, "");
  const near = Object.keys(FLAGS).find((known) => known.startsWith(name.slice(0, 4)) || known.includes(name));
  const hint = near === undefined || name === "" ? "" : ` Did you mean --${near}?`;
  return `There is no flag ${flag}.${hint} See npm run init -- --help.`;
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 7_300) {
    throw new UsageError(`--deep-backfill-days takes a number of days from 1 to 7300, not ${text}.`);
  }
  return days;
}

function timeframesOf(texts: readonly string[] | undefined): readonly string[] | undefined {
  const known: readonly string[] = BACKFILL_TIMEFRAMES;
  const wrong = texts?.find((text) => !known.includes(text));
  if (wrong === undefined) return texts && [...new Set(texts)];
  const why = wrong === "1s" ? " Seconds are kept by the app as they happen, and not fetched." : "";
  throw new UsageError(`--timeframes takes ${known.join(" ")}, not ${wrong}.${why}`);
}

function urlOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError(`--url is not an http(s) URL: ${text}`);
  return text.replace(/\/+$/, "");
}

function refuseIdle(flags: InitFlags): void {
  const { migrate, restore, superuser, coinsFile, wishes } = flags;
  if (coinsFile !== undefined && !wishes.seedCoins && !wishes.seedDetailedCoins) {
    throw new UsageError("--coins-file needs --seed-coins or --seed-detailed-coins.");
  }
  if (migrate || restore !== undefined || superuser || asksServer(flags)) return;
  throw new UsageError("Say what to do: --all does everything. See npm run init -- --help.");
}
