import type { HubStatus } from "../../contract/hub.ts";
import { GeneratedMarket } from "../replay/generator/generated-market.ts";
import type { SymbolMarket } from "../replay/model/market.ts";
import { until } from "./clock.ts";
import { BenchExchange, type Link } from "./exchange/bench-exchange.ts";
import { TapeReader } from "./exchange/tape-reader.ts";
import { type FloorName, type RunningWorker, startFloor, startSubject } from "./workers/start.ts";

export const SYMBOL = "BTCUSDT";

const DAY = 20_000;
/** The exchange's time at the start: noon, when the generated day is neither quiet nor hectic. */
export const START = DAY * 86_400_000 + 12 * 3_600_000;
/** The generator's BTC makes 8 trades a second; this brings it to the real one's 30. */
const RATE = 30 / 8;

/** A bitcoin market as busy as the real one. */
export function busyMarket(): SymbolMarket {
  return new GeneratedMarket(SYMBOL, { seed: 1, rate: RATE, firstDay: DAY - 2 });
}

/** What a benchmark plays on: an exchange, the real app whose hub is live on it, and a floor connected to it. */
export interface Stage {
  readonly exchange: BenchExchange;
  readonly tape: TapeReader;
  /** Where a floor of its own would connect: any path of this WebSocket URL. */
  readonly exchangeUrl: string;
  readonly subjectUrl: string;
  readonly floorUrl: string;
  /** The hub's and the floor's socket at the exchange. */
  readonly hub: Link;
  readonly floor: Link;
  hubStatus(): Promise<HubStatus>;
  close(): Promise<void>;
}

/** @throws Error when the hub or the floor does not connect in time. */
export async function openStage(
  floorName: Exclude<FloorName, "hono">,
  {
    market = busyMarket(),
    vars = {},
  }: { market?: SymbolMarket; vars?: Readonly<Record<string, string>> } = {},
): Promise<Stage> {
  const exchange = new BenchExchange(market, START);
  const port = await exchange.listen();
  const workers: RunningWorker[] = [];
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await exchange.close();
  };
  try {
    const floor = await startFloor(floorName);
    workers.push(floor);
    const source = encodeURIComponent(`http://127.0.0.1:${port}/floor`);
    const connected = await fetch(`${floor.url}/?source=${source}`);
    if (!connected.ok) throw new Error(`the floor does not connect: ${await connected.text()}`);
    const subject = await startSubject("tapped-app", {
      SYMBOLS: SYMBOL,
      BINANCE_REST_URL: `http://127.0.0.1:${port}`,
      BINANCE_WS_URL: `ws://127.0.0.1:${port}`,
      ...vars,
    });
    workers.push(subject);
    const hubStatus = async (): Promise<HubStatus> =>
      (await (await fetch(`${subject.url}/bench/status/${SYMBOL}`)).json()) as HubStatus;
    await until("the hub to be live", 20_000, async () => {
      const { state, lastTradeId } = await hubStatus();
      return state === "live" && lastTradeId !== null ? true : undefined;
    });
    return {
      exchange,
      tape: new TapeReader(exchange),
      exchangeUrl: `ws://127.0.0.1:${port}`,
      subjectUrl: subject.url,
      floorUrl: floor.url,
      hub: await exchange.link("hub"),
      floor: await exchange.link("floor"),
      hubStatus,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
