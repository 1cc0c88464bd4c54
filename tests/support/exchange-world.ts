import { createRequire } from "node:module";
import type { ReplayOptions } from "../../scripts/replay/options.ts";
import type { ReplayExchange } from "../../scripts/replay/server.ts";
import { ExchangeReader } from "./exchange-reader.ts";

/** Loaded by Node itself: rewritten for the test runner it is too slow to read recordings or to run fast. */
const { startReplayExchange }: typeof import("../../scripts/replay/server.ts") = createRequire(
  import.meta.url,
)("../../scripts/replay/server.ts");

/** A clock that stands until it is let go. */
class HeldClock {
  #held = Date.now();
  #letGoAt: number | undefined;

  readonly now = (): number =>
    this.#letGoAt === undefined ? this.#held : this.#held + (Date.now() - this.#letGoAt);

  letGo(): void {
    this.#letGoAt ??= Date.now();
  }
}

/** A replay exchange in this process whose time stands still until `run`, and goes `speed` times as fast then. */
export class ExchangeWorld {
  readonly exchange: ReplayExchange;
  readonly reader: ExchangeReader;
  readonly #clock: HeldClock;

  private constructor(exchange: ReplayExchange, clock: HeldClock) {
    this.exchange = exchange;
    this.reader = new ExchangeReader(exchange.restUrl);
    this.#clock = clock;
  }

  static async open(options: Omit<ReplayOptions, "now">): Promise<ExchangeWorld> {
    const clock = new HeldClock();
    return new ExchangeWorld(await startReplayExchange({ ...options, now: clock.now }), clock);
  }

  run(): void {
    this.#clock.letGo();
  }

  /** The exchange's time. */
  get now(): number {
    return this.exchange.now();
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}
