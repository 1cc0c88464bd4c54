import { WickError } from "../../contract/errors.ts";
import type { History, SeriesName } from "../../contract/history.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { PATTERN_DEFINITIONS } from "../../market/patterns/definitions.ts";
import type { Bias, PatternId } from "../../market/patterns/detection.ts";
import type { Finding } from "../../market/patterns/finding.ts";
import { PATTERN_LEAD } from "../../market/patterns/pattern-engine.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { barFindings } from "./bar-findings.ts";
import type { PatternCursor } from "./pattern-cursor.ts";

/** Which detections are wanted. */
export interface PatternWish {
  /** Inclusive bounds on the open time of the completing bar. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly limit: number;
  readonly after?: PatternCursor | undefined;
  readonly patterns?: readonly PatternId[] | undefined;
  readonly signal?: Bias | undefined;
  readonly minStrength: number;
}

/** Detections, newest first, and how far back they were searched for. */
export interface PatternPage {
  readonly found: readonly { readonly bar: Bar; readonly finding: Finding }[];
  /** The newest bar that was searched; null where there is none. */
  readonly newest: Bar | null;
  readonly searchedFrom: EpochMs | null;
  readonly next: PatternCursor | null;
}

/** Bars that are read at once, those before them included; and how often for one page. */
const BARS_A_READ = 1_000;
const READS = 5;

/**
 * A page of detections of a series, newest first. Bars are searched backwards, a few thousand at most: a page of rare
 * patterns may be short, or empty, and go on by its cursor.
 * @param admit is told before each read but the first: it may refuse by throwing.
 * @throws WickError as History does, and what `admit` throws.
 */
export async function patternPage(
  ports: { readonly db: D1Database; readonly history: History },
  series: SeriesName,
  wish: PatternWish,
  admit: () => void = () => {},
): Promise<PatternPage> {
  const found: { bar: Bar; finding: Finding }[] = [];
  let { newest, searchedFrom }: Pick<PatternPage, "newest" | "searchedFrom"> = {
    newest: null,
    searchedFrom: null,
  };
  let { to } = wish;
  if (wish.after !== undefined) to = Math.min(to ?? wish.after.time, wish.after.time);
  for (let reads = 0; reads < READS; reads++) {
    if (reads > 0) admit();
    const { bars, isEnd } = await readBars(ports.history, series, wish, to);
    const searched = await barFindings(ports.db, series, bars.all, bars.first);
    newest ??= searched.at(-1)?.bar ?? null;
    for (const { bar, findings } of [...searched].reverse()) {
      const skip = bar.openTime === wish.after?.time ? wish.after.skip : 0;
      const wanted = findings.filter((finding) => isWanted(finding, wish));
      for (const [i, finding] of wanted.entries()) {
        if (i < skip) continue;
        if (found.length === wish.limit) {
          const next = { time: bar.openTime, skip: i };
          return { found, newest, searchedFrom: bar.openTime, next };
        }
        found.push({ bar, finding });
      }
      searchedFrom = bar.openTime;
    }
    if (isEnd) return { found, newest, searchedFrom, next: null };
    to = (searchedFrom ?? 0) - 1;
    if (found.length === wish.limit) break;
  }
  return { found, newest, searchedFrom, next: { time: to ?? 0, skip: 0 } };
}

/** The newest bars up to `to`, with those before them that they need; `first` is the first that is to be searched. */
async function readBars(
  history: History,
  { symbol, feed, timeframe }: SeriesName,
  { from = 0, limit, patterns, signal, minStrength }: PatternWish,
  to: EpochMs | undefined,
) {
  if (to !== undefined && to < from) return { bars: { all: [], first: 0 }, isEnd: true };
  // Without a choice three bars in four complete something.
  const isChosen = patterns !== undefined || signal !== undefined || minStrength > 1;
  const count = isChosen ? BARS_A_READ : Math.min(BARS_A_READ, 2 * limit + PATTERN_LEAD + 10);
  const page = await history.page(symbol, feed, {
    ...{ timeframe, limit: count, forming: false },
    ...(to === undefined ? {} : { to }),
  });
  // Where a series begins, its bars have fewer before them.
  const lead = page.more ? PATTERN_LEAD : 0;
  if (page.more && page.bars.length <= lead) {
    throw new WickError("unavailable", "Older bars cannot be read right now.", { retryAfterMs: 5_000 });
  }
  const before = page.bars.filter(({ openTime }) => openTime < from).length;
  return { bars: { all: page.bars, first: Math.max(lead, before) }, isEnd: !page.more || before >= lead };
}

function isWanted({ pattern, strength }: Finding, { patterns, signal, minStrength }: PatternWish): boolean {
  if (strength < minStrength) return false;
  if (patterns !== undefined && !patterns.includes(pattern)) return false;
  return signal === undefined || PATTERN_DEFINITIONS[pattern].signal === signal;
}
