import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { exchangeClock } from "./clock.ts";
import { FaultBox } from "./faults/fault-box.ts";
import { parseFaults } from "./faults/plan.ts";
import { GeneratedMarket } from "./generator/generated-market.ts";
import { DEFAULT_SYMBOLS } from "./generator/profile.ts";
import type { Market, SymbolMarket } from "./model/market.ts";
import { SymbolView } from "./model/view.ts";
import type { ReplayOptions } from "./options.ts";
import { loadRecorded } from "./recorded/load.ts";
import { WEIGHT_LIMIT } from "./rest/exchange-info.ts";
import { invalidSymbol } from "./rest/rest-error.ts";
import { answerRest, sendJson } from "./rest/router.ts";
import { WeightCounter } from "./rest/weights.ts";
import { StreamHub } from "./stream/hub.ts";

const BEAT_MS = 20;
const DAY_MS = 86_400_000;

export interface ReplayStats {
  readonly sockets: number;
  /** Sockets accepted since the start. */
  readonly accepted: number;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
}

/** A running replay exchange on 127.0.0.1. */
export interface ReplayExchange {
  readonly port: number;
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly symbols: readonly string[];
  /** The exchange's time, in milliseconds. */
  now(): number;
  /** Puts a fault plan in force, or does one at once: what `POST /__faults` takes. Throws on a bad one. */
  setFaults(plan: unknown): void;
  stats(): ReplayStats;
  /** Closes all sockets and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts an exchange that speaks Binance spot's REST and WebSocket. See docs/spec/replay.md.
 * @throws Error for a bad fault plan, or data that cannot be read.
 */
export async function startReplayExchange(options: ReplayOptions = {}): Promise<ReplayExchange> {
  const clock = exchangeClock(options);
  const market = await openMarket(options, clock.now());
  const views = new Map([...market].map(([symbol, entry]) => [symbol, new SymbolView(entry)]));
  const faults = new FaultBox();
  const hub = new StreamHub({
    views,
    clock,
    faults,
    pingMs: options.pingMs ?? 20_000,
    pongMs: options.pongMs ?? 60_000,
  });
  const exchange = {
    symbols: [...market.keys()],
    view: (symbol: string) => {
      const view = views.get(symbol);
      if (view === undefined) throw invalidSymbol();
      return view;
    },
    faults,
    clock,
    weights: new WeightCounter(options.weightLimit ?? WEIGHT_LIMIT),
  };
  const setFaults = (input: unknown) => {
    const { plan, now } = parseFaults(input);
    if (plan !== undefined) faults.setPlan(plan, clock.now());
    if (now !== undefined) hub.act(now);
  };
  if (options.faults !== undefined) setFaults(options.faults);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://replay");
    const answer =
      url.pathname === "/__faults"
        ? answerFaults(request, response, faults, setFaults)
        : answerRest(request, response, url, exchange);
    answer.catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) sendJson(response, 500, { code: -1000, msg: String(error) });
      else response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => {
    hub.upgrade(request, socket, head, new URL(request.url ?? "/", "http://replay"));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const beat = setInterval(() => hub.beat(), BEAT_MS);
  return {
    port,
    restUrl: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    symbols: exchange.symbols,
    now: () => clock.now(),
    setFaults,
    stats: () => ({ sockets: hub.sockets, accepted: hub.accepted, faults: { ...faults.counts } }),
    async close() {
      clearInterval(beat);
      await hub.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Of daily bars as many as forecasts look back (512, and what indicators take to settle), and some weeks. */
const HISTORY_DAYS = 600;

/** The recorded market where there is one; symbols that were not recorded are generated. */
async function openMarket(options: ReplayOptions, now: number): Promise<Market> {
  const { seed = 1, rate = 1, historyDays = HISTORY_DAYS, data, shift = "now", anchor = now } = options;
  const startMinute = shift === "now" ? Math.floor(anchor / 60_000) : undefined;
  const recorded =
    data === undefined
      ? new Map<string, SymbolMarket>()
      : await loadRecorded(data, options.symbols, { seed, startMinute, historyDays });
  if (data !== undefined && recorded.size === 0) throw new Error(`no recorded trades or klines in ${data}`);
  const symbols = options.symbols ?? (data === undefined ? DEFAULT_SYMBOLS : [...recorded.keys()]);
  const firstDay = Math.floor(now / DAY_MS) - historyDays;
  const generated = { seed, rate, firstDay };
  return new Map(
    symbols.map((symbol) => [symbol, recorded.get(symbol) ?? new GeneratedMarket(symbol, generated)]),
  );
}

async function answerFaults(
  request: IncomingMessage,
  response: ServerResponse,
  faults: FaultBox,
  setFaults: (input: unknown) => void,
): Promise<void> {
  if (request.method === "POST") {
    try {
      setFaults(JSON.parse(await text(request)));
    } catch (error) {
      sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
      return;
    }
  }
  if (request.method === "DELETE") setFaults({});
  sendJson(response, 200, { plan: faults.plan, counts: faults.counts });
}
