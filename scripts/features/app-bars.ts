import { z } from "zod";
import { BarListSchema } from "../../contract/rest/bar.ts";
import type { TextBar } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

const PAGE = 1_000;
const PATIENCE_MS = 30_000;

const SymbolSchema = z.object({ symbol: z.string() });
const SymbolsSchema = z.object({ symbols: z.array(SymbolSchema) });
const ProblemSchema = z.object({ detail: z.string() });

/** The symbols an app follows. @throws Error when it does not answer. */
export async function appSymbols(app: string): Promise<string[]> {
  const { symbols } = SymbolsSchema.parse(await answerOf(new URL("/api/symbols", app)));
  return symbols.map(({ symbol }) => symbol);
}

/** The symbol that a coin's or symbol's name means to an app. @throws Error when it knows none. */
export async function appSymbol(app: string, text: string): Promise<string> {
  const path = `/api/features/price/${encodeURIComponent(text)}`;
  return SymbolSchema.parse(await answerOf(new URL(path, app))).symbol;
}

/** Every final bar an app has of a series, oldest first. @throws Error when it does not answer. */
export async function readAppBars(app: string, symbol: string, timeframe: Timeframe): Promise<TextBar[]> {
  const bars: TextBar[] = [];
  const query = { timeframe, from: "0", limit: String(PAGE), forming: "false", decimals: "string" };
  let cursor: string | null = null;
  do {
    const url = new URL(`/api/features/ohlcv/${encodeURIComponent(symbol)}`, app);
    url.search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) }).toString();
    const page: z.infer<typeof BarListSchema> = BarListSchema.parse(await answerOf(url));
    for (const { openTime, open, high, low, close, volume } of page.bars) {
      bars.push({
        ...{ openTime, open: String(open), high: String(high), low: String(low) },
        ...{ close: String(close), volume: String(volume) },
      });
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return bars;
}

async function answerOf(url: URL): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(problemText(text) ?? `${url.pathname}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** What a problem says in plain words; undefined where it is none. */
function problemText(text: string): string | undefined {
  try {
    return ProblemSchema.parse(JSON.parse(text)).detail;
  } catch {
    return undefined;
  }
}
