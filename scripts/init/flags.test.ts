import { expect, it } from "vitest";
import { asksServer, helpText, parseFlags, UsageError } from "./flags.ts";

const refusal = (...args: string[]) => {
  try {
    parseFlags(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "no refusal";
};

it("[INIT-1] --all is everything, with 456 days of 12h bars", () => {
  const flags = parseFlags(["--all"]);
  expect(flags).toMatchObject({
    migrate: true,
    superuser: false,
    wishes: {
      seedCoins: true,
      seedDetailedCoins: true,
      deepBackfillDays: 456,
      computeTech: true,
      warmCaches: true,
      computeSent: false,
      fetchSentimentN8n: false,
    },
  });
  expect(flags.wishes.coins).toBeUndefined();
  expect(parseFlags(["--all", "--deep-backfill-days", "30"]).wishes.deepBackfillDays).toBe(30);
});

it("[INIT-1] lists take words, commas or both, up to the next flag", () => {
  const { wishes } = parseFlags(["--coins", "BTC", "eth,SOL", "--seed-coins", "--timeframes=1h,1d"]);
  expect(wishes.coins).toEqual(["BTC", "eth", "SOL"]);
  expect(wishes.timeframes).toEqual(["1h", "1d"]);
  expect(wishes.seedCoins).toBe(true);
});

it("[INIT-2] says what is wrong with a command line, and what would be right", () => {
  expect(refusal("--fetch-sentimnt")).toContain("Did you mean --fetch-sentiment-n8n?");
  expect(refusal("all")).toContain("There is no flag all. Did you mean --all?");
  expect(refusal("--all", "--all")).toBe("--all is given twice.");
  expect(refusal("--all=yes")).toBe("--all takes no value.");
  expect(refusal("--coins", "--all")).toBe("--coins needs a value.");
  expect(refusal("--restore")).toBe("--restore needs a value.");
  expect(refusal("--url", "example.com", "--all")).toContain("--url is not an http(s) URL");
  for (const days of ["0", "-1", "1.5", "x", "7301"]) {
    expect(refusal("--deep-backfill-days", days)).toContain("from 1 to 7300");
  }
  expect(refusal("--all", "--timeframes", "1h", "2h")).toContain("takes 1m 5m 15m 1h 4h 12h 1d, not 2h.");
  expect(refusal("--all", "--timeframes", "1s")).toContain("not fetched");
  expect(refusal()).toContain("Say what to do");
  expect(refusal("--coins", "BTC")).toContain("Say what to do");
  expect(refusal("--all", "--coins-file", "x.json")).toBe("no refusal");
  expect(refusal("--migrate", "--coins-file", "x.json")).toContain("--coins-file needs");
});

it("only what the app itself has to do is asked of it", () => {
  expect(asksServer(parseFlags(["--migrate", "--superuser"]))).toBe(false);
  expect(asksServer(parseFlags(["--compute-sent"]))).toBe(true);
  expect(asksServer(parseFlags(["--deep-backfill-days", "1"]))).toBe(true);
});

it("the help names every flag once", () => {
  const names = helpText().match(/^ {2}--[a-z0-9-]+/gm) ?? [];
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(19);
});
