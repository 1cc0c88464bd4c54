import type { z } from "zod";
import { SignalListSchema, SignalRecordListSchema } from "../../contract/rest/signals.ts";
import { canonicalJson } from "../../market/signals/canonical-json.ts";
import type { ChainEnd, SignalRecord } from "../../market/signals/record.ts";
import { ChainFault, ChainWalk } from "./chain-walk.ts";

const PAGE = 500;
const SIGNALS_A_PAGE = 200;
const PATIENCE_MS = 30_000;
const POLL_MS = 1_000;

export interface VerifyOptions {
  /** How long records that the hub has, and the database does not yet, are waited for. */
  readonly patienceMs: number;
  readonly onRecord?: (record: SignalRecord) => void;
}

/**
 * Walks a symbol's whole record in an app: every hash, every event as it follows from those before, the end of the
 * chain as the symbol's hub tells it, and every signal that is shown as the records tell it ([SIG-53]).
 * @throws ChainFault at the first thing that is wrong; Error where the app does not answer.
 */
export async function verifyApp(app: string, symbol: string, options: VerifyOptions): Promise<ChainWalk> {
  const walk = new ChainWalk(symbol);
  const states = new Map<string, Set<string>>();
  const note = (id: string) => {
    const signal = walk.told.signals.get(id);
    if (signal === undefined) return;
    const known = states.get(id) ?? new Set();
    states.set(id, known.add(canonicalJson(signal)));
  };
  const head = await walkRecords(app, walk, options, () => {});
  for (const id of walk.told.signals.keys()) note(id);
  const expected = new Set(walk.told.signals.keys());
  const shown = await readShown(app, symbol);
  // What happened while the signals were read: any of a signal's states since then may have been shown.
  await walkRecords(app, walk, options, note);
  if (head !== null && head.seq > walk.records) {
    throw new ChainFault(
      `records ${walk.records + 1} to ${head.seq} of ${symbol} are missing: its hub has them, the record ends before`,
    );
  }
  for (const { id, text } of shown) {
    if (states.get(id)?.has(text) !== true)
      throw new ChainFault(`signal ${id} is shown as no record tells it`);
    expected.delete(id);
  }
  for (const id of expected) throw new ChainFault(`signal ${id} is in the record, and is not shown`);
  return walk;
}

/** The symbol whose record a name means to an app. @throws Error where it knows none. */
export async function recordedSymbol(app: string, name: string): Promise<string> {
  const url = new URL("/api/signals/record", app);
  url.search = new URLSearchParams({ symbol: name, limit: "1" }).toString();
  return SignalRecordListSchema.parse(await answerOf(url)).symbol;
}

/** Reads on from where the walk is, until all is there that the hub has. @returns the hub's end of the chain. */
async function walkRecords(
  app: string,
  walk: ChainWalk,
  { patienceMs, onRecord }: VerifyOptions,
  onTold: (id: string) => void,
): Promise<ChainEnd | null> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const page = await readRecords(app, walk);
    for (const record of page.records) {
      onTold(await walk.take(record));
      onRecord?.(record);
      if (record.seq === page.head?.seq && record.hash !== page.head.hash) {
        throw new ChainFault(`record ${record.seq} of ${walk.symbol} is not the one that its hub wrote`);
      }
    }
    if (page.head === null && walk.head !== null) {
      throw new ChainFault(`the hub of ${walk.symbol} knows of no record, and ${walk.records} are stored`);
    }
    if (page.head?.seq === walk.head?.seq && page.head?.hash !== walk.head?.hash) {
      throw new ChainFault(`record ${walk.records} of ${walk.symbol} is not the one that its hub wrote`);
    }
    if (page.cursor !== null) continue;
    // The hub writes first. What is stored may be newer than what it told, but not than what it tells next.
    if (page.head === null || page.head.seq === walk.records) return page.head;
    if (Date.now() >= until) {
      if (page.head.seq > walk.records) return page.head;
      const which = `records ${page.head.seq + 1} to ${walk.records} of ${walk.symbol}`;
      throw new ChainFault(`${which} are stored, and its hub wrote none behind ${page.head.seq}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readRecords(app: string, walk: ChainWalk): Promise<z.infer<typeof SignalRecordListSchema>> {
  const url = new URL("/api/signals/record", app);
  url.search = new URLSearchParams({
    ...{ symbol: walk.symbol, limit: String(PAGE) },
    ...(walk.records === 0 ? {} : { cursor: String(walk.records) }),
  }).toString();
  return SignalRecordListSchema.parse(await answerOf(url));
}

/** The signals that the app shows of a symbol, each with its canonical text. */
async function readShown(app: string, symbol: string): Promise<{ id: string; text: string }[]> {
  const shown: { id: string; text: string }[] = [];
  let cursor: string | null = null;
  do {
    const url = new URL("/api/signals", app);
    const query: Record<string, string> = { symbol, limit: String(SIGNALS_A_PAGE) };
    url.search = new URLSearchParams(cursor === null ? query : { ...query, cursor }).toString();
    const page: z.infer<typeof SignalListSchema> = SignalListSchema.parse(await answerOf(url));
    for (const { returnAfterCosts: _, ...signal } of page.signals) {
      shown.push({ id: signal.id, text: canonicalJson(signal) });
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return shown;
}

async function answerOf(url: URL): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
