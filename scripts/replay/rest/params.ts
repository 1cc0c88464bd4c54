import { RestError } from "./rest-error.ts";

/**
 * The query of a request. Every read parameter is noted, because the exchange refuses those it does not know.
 */
export class Params {
  readonly #query: URLSearchParams;
  readonly #known = new Set<string>();

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  text(name: string): string | undefined {
    this.#known.add(name);
    const values = this.#query.getAll(name);
    if (values.length > 1) throw new RestError(400, -1101, "Duplicate values for a parameter detected.");
    const [value] = values;
    if (value === "") throw new RestError(400, -1105, `Parameter '${name}' was empty.`);
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw new RestError(
      400,
      -1102,
      `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
    );
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,20}$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value);
    throw new RestError(
      400,
      -1100,
      `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`,
    );
  }

  /** A time in milliseconds; microseconds are taken as such by their size. */
  time(name: string): number | undefined {
    const value = this.integer(name);
    return value !== undefined && value >= 100_000_000_000_000 ? Math.floor(value / 1_000) : value;
  }

  /** A page size: 500 when not given, at most 1,000. */
  limit(): number {
    const limit = this.integer("limit") ?? 500;
    if (limit < 1) {
      throw new RestError(400, -1130, "Data sent for parameter 'limit' is not valid.");
    }
    return Math.min(limit, 1_000);
  }

  /** The names asked for by `symbol` or `symbols`; undefined for all. */
  symbols(): readonly string[] | undefined {
    const [symbol, list] = [this.text("symbol"), this.text("symbols")];
    if (symbol !== undefined && list !== undefined) {
      throw new RestError(400, -1128, "Combination of optional parameters invalid.");
    }
    if (symbol !== undefined) return [symbol];
    if (list === undefined) return undefined;
    if (!/^\["[A-Z0-9]{1,20}"(?:,"[A-Z0-9]{1,20}")*\]$/.test(list)) {
      throw new RestError(
        400,
        -1100,
        "Illegal characters found in parameter 'symbols'; legal range is '^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$'.",
      );
    }
    return list.slice(2, -2).split('","');
  }

  /** @throws RestError for a parameter that nobody read. */
  done(): void {
    const sent = [...new Set(this.#query.keys())];
    const read = sent.filter((name) => this.#known.has(name));
    if (read.length === sent.length) return;
    throw new RestError(
      400,
      -1104,
      `Not all sent parameters were read; read '${read.length}' parameter(s) but was sent '${sent.length}'.`,
    );
  }
}
