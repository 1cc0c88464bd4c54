import { type ExactBar, exactBars } from "./exact-json.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** REST as a user without our code would call it. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return await this.#send(path, { headers });
  }

  /** With the admin key. */
  async send(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return await this.#send(path, {
      method,
      headers: { Authorization: `Bearer ${this.#key}`, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Bars with every digit as text, oldest first. */
  async bars(symbol: string, timeframe: string, query = ""): Promise<ExactBar[]> {
    return exactBars(await this.barsText(symbol, timeframe, query));
  }

  async barsText(symbol: string, timeframe: string, query = ""): Promise<string> {
    const path = `/api/features/ohlcv/${symbol}?timeframe=${timeframe}${query}`;
    const { status, text } = await this.get(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return text;
  }

  /** A metric's value for a symbol; 0 where it is not told. */
  async metric(name: string, symbol: string): Promise<number> {
    const { text } = await this.get("/metrics");
    const match = new RegExp(`^${name}\\{[^}]*symbol="${symbol}"[^}]*\\} (\\S+)`, "m").exec(text);
    return match === null ? 0 : Number(match[1]);
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}
