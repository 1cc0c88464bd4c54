import { type CatalogEntry, type ChosenIndicator, choose, findIndicator } from "./catalog.ts";

/** What is wrong with one item of a request. */
export interface RequestProblem {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly message: string;
}

export interface IndicatorRequest {
  /** Each once, in the order in which they were named. */
  readonly chosen: readonly ChosenIndicator[];
  readonly problems: readonly RequestProblem[];
}

const ITEM = /^([a-z][a-z0-9_ -]*)(?:\(([^()]*)\))?$/i;
const NUMBER = /^-?\d{1,9}(?:\.\d{1,9})?$/;

/**
 * Indicators named in text ([IND-31]): `rsi, bollinger(20,2.5), macd(fast=5,slow=35)`. Parameters are told in the
 * catalog's order or by name; those that are not told are the defaults.
 */
export function readRequest(text: string): IndicatorRequest {
  const chosen = new Map<string, ChosenIndicator>();
  const problems: RequestProblem[] = [];
  for (const [index, item] of itemsOf(text).entries()) {
    try {
      const one = readItem(item);
      chosen.set(one.key, one);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ index, message: error.message });
    }
  }
  return { chosen: [...chosen.values()], problems };
}

/** Cuts at commas that are not between brackets. */
function itemsOf(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function readItem(item: string): ChosenIndicator {
  const match = ITEM.exec(item);
  if (match === null) throw new RangeError(`not an indicator with parameters: ${item}`);
  const [, name = "", inner = ""] = match;
  const entry = findIndicator(name);
  if (entry === undefined) throw new RangeError(`there is no indicator ${name}`);
  return choose(entry, readParameters(entry, inner));
}

function readParameters(entry: CatalogEntry, inner: string): Record<string, number> {
  const names = Object.keys(entry.ranges);
  const parameters: Record<string, number> = { ...entry.defaults };
  const told = inner.split(",").map((part) => part.trim());
  for (const [place, part] of told.entries()) {
    if (part === "" && told.length === 1) break;
    const [value = "", label] = part
      .split("=", 2)
      .map((side) => side.trim())
      .reverse();
    const name = label === undefined ? names[place] : names.find((known) => known === label);
    if (name === undefined) {
      throw new RangeError(`${entry.id} has no ${label === undefined ? `parameter ${place + 1}` : label}`);
    }
    if (!NUMBER.test(value)) throw new RangeError(`${name} is not a number: ${value}`);
    parameters[name] = Number(value);
  }
  return parameters;
}
