import { startReplayExchange } from "../../replay/server.ts";
import { LoadGenerator } from "../clients/load-generator.ts";
import { until } from "../clock.ts";
import { type Finding, findingOf, type Target } from "../finding.ts";
import { interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { startFloor, startSubject } from "../workers/start.ts";

const PAGES = [
  { name: "prices of 8 symbols", path: "/api/prices" },
  { name: "100 bars", path: "/api/features/ohlcv/BTCUSDT?timeframe=1m&limit=100" },
] as const;
const CONNECTIONS = 16;
const ROUND_MS = 1_200;
/** So quiet that keeping the market up to date costs the server nothing to speak of. */
const RATE = 0.05;

/**
 * Cached pages of the real app beside a bare Hono route that answers the same text, without and with a cache
 * in its isolate. All by a socket of workerd itself, as `workerd serve` would listen.
 */
export async function benchRest(scale: Scale): Promise<Finding[]> {
  const exchange = await startReplayExchange({ rate: RATE, historyDays: 2 });
  const load = new LoadGenerator();
  try {
    const app = await startSubject("app", {
      SYMBOLS: exchange.symbols.slice(0, 8).join(","),
      BINANCE_REST_URL: exchange.restUrl,
      BINANCE_WS_URL: exchange.wsUrl,
      MARKET_SOURCE: "replay",
    });
    try {
      await until("the prices of all symbols", 30_000, async () => {
        const text = await (await fetch(`${app.url}/api/prices`)).text();
        return text.includes('"last":null') || !text.includes('"last":') ? undefined : text;
      });
      const findings: Finding[] = [];
      for (const page of PAGES) findings.push(...(await benchPage(load, app.url, page, scale)));
      return findings;
    } finally {
      await app.close();
    }
  } finally {
    load.close();
    await exchange.close();
  }
}

async function benchPage(
  load: LoadGenerator,
  appUrl: string,
  page: (typeof PAGES)[number],
  scale: Scale,
): Promise<Finding[]> {
  const body = await (await fetch(`${appUrl}${page.path}`)).text();
  const floor = await startFloor("hono", { BODY: body });
  try {
    const ms = Math.round(ROUND_MS * Math.max(0.5, scale.work));
    const ask = (url: string) => () => load.measure({ url, connections: CONNECTIONS, ms });
    const app = ask(`${appUrl}${page.path}`);
    const plain = ask(`${floor.url}/plain`);
    const cached = ask(`${floor.url}/cached`);
    // Twice: a page's first seconds are spent compiling.
    for (const warm of [app, plain, cached, app, plain, cached]) await warm();
    const what = `${page.name} (${(body.length / 1_024).toFixed(1)} KiB)`;
    const finding = (
      floorName: string,
      target: Target | null,
      rounds: readonly { readonly subject: number; readonly floor: number }[],
    ) => findingOf({ benchmark: "rest", what, unit: "/s", floorName, target }, rounds);
    return [
      finding("bare Hono", { op: ">=", value: 0.6 }, await interleave(scale.rounds, app, plain)),
      finding("Hono with a cache", null, await interleave(scale.rounds, app, cached)),
    ];
  } finally {
    await floor.close();
  }
}
