import type { CoinRow } from "../d1/schema/coins.ts";
import { type BuiltInDetails, builtInDetails } from "./built-in-details.ts";

/** Details that come with a coin; what is absent is not known. */
export type GivenDetails = { readonly [Field in keyof BuiltInDetails]?: BuiltInDetails[Field] | undefined };

/** A coin that is to be in the table; what is absent is not known. */
export interface WishedCoin {
  readonly id: string;
  readonly base: string;
  readonly name: string;
  /** The number it is wished to have; taken only where the caller asks for given numbers. */
  readonly number?: number | undefined;
  readonly details?: GivenDetails | undefined;
}

/** A row as seeding writes it. */
export interface SeedRow {
  readonly id: string;
  readonly number: number;
  readonly base: string;
  readonly name: string;
  readonly description: string | null;
  readonly homepage: string | null;
  readonly genesis: string | null;
  /** JSON array. */
  readonly categories: string | null;
  readonly maxSupply: string | null;
}

type Known = Pick<CoinRow, keyof SeedRow>;

const DETAIL_FIELDS = ["description", "homepage", "genesis", "categories", "maxSupply"] as const;

/**
 * What has to be written so that every wished coin is in the table: new rows, and known rows with details filled in
 * where they had none. What a row says already stays. Nothing to do is an empty list.
 */
export function planSeed(
  known: readonly Known[],
  wished: readonly WishedCoin[],
  options: { readonly detailed: boolean; readonly useGivenNumbers: boolean },
): readonly SeedRow[] {
  const rows = new Map<string, SeedRow>(known.map((row) => [row.id, row]));
  const idOfBase = new Map(known.map(({ base, id }) => [base, id]));
  const taken = new Set(known.map(({ number }) => number));
  const changed = new Map<string, SeedRow>();
  for (const coin of wished) {
    // A base that is in the table under another id is that coin: its id is kept for ever.
    const id = idOfBase.get(coin.base) ?? coin.id;
    const before = rows.get(id);
    const number = before?.number ?? numberFor(coin, taken, options.useGivenNumbers);
    const details = options.detailed ? detailsOf(coin) : NO_DETAILS;
    const base = before?.base ?? coin.base;
    const row: SeedRow = { ...details, id, number, base, name: before?.name ?? coin.name };
    const merged = before === undefined ? row : withGapsFilled(before, row);
    if (merged === before) continue;
    taken.add(number);
    idOfBase.set(base, id);
    rows.set(id, merged);
    changed.set(id, merged);
  }
  return [...changed.values()];
}

const NO_DETAILS = { description: null, homepage: null, genesis: null, categories: null, maxSupply: null };

/** Details that were given win over the built-in ones. */
function detailsOf(coin: WishedCoin): Pick<SeedRow, (typeof DETAIL_FIELDS)[number]> {
  const { categories, ...texts } = { ...NO_DETAILS, ...builtInDetails(coin.id), ...given(coin.details) };
  return { ...texts, categories: categories === null ? null : JSON.stringify(categories) };
}

function given(details: WishedCoin["details"] = {}): Partial<BuiltInDetails> {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

/** The wished number where it is free and asked for, else the smallest above all. */
function numberFor(coin: WishedCoin, taken: ReadonlySet<number>, useGiven: boolean): number {
  if (useGiven && coin.number !== undefined && !taken.has(coin.number)) return coin.number;
  return Math.max(0, ...taken) + 1;
}

function withGapsFilled(before: SeedRow, wished: SeedRow): SeedRow {
  const news = DETAIL_FIELDS.filter((field) => before[field] === null && wished[field] !== null);
  if (news.length === 0) return before;
  return { ...before, ...Object.fromEntries(news.map((field) => [field, wished[field]])) };
}
