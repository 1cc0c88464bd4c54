import { parseArgs } from "node:util";
import { z } from "zod";
import { startReplayExchange } from "./server.ts";

/** `npm run replay -- --port 9080 --symbols BTCUSDT,ETHUSDT`: a replay exchange of its own. */
const { values } = parseArgs({
  options: {
    port: { type: "string" },
    data: { type: "string" },
    shift: { type: "string" },
    anchor: { type: "string" },
    symbols: { type: "string" },
    seed: { type: "string" },
    rate: { type: "string" },
    speed: { type: "string" },
    "start-at": { type: "string" },
    faults: { type: "string" },
  },
});

const text = (value: string | undefined) => (value === undefined || value === "" ? undefined : value);
const number = z.coerce.number().optional();

/** An ISO time, in milliseconds. */
function instant(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new Error(`not a time: ${value}`);
  return time;
}

const symbols = text(values.symbols ?? process.env.SYMBOLS)
  ?.split(",")
  .map((symbol) => symbol.trim().toUpperCase())
  .filter((symbol) => symbol !== "");
const faults = text(values.faults ?? process.env.REPLAY_FAULTS);

try {
  const exchange = await startReplayExchange({
    port: z.coerce.number().int().min(0).max(65_535).default(9080).parse(values.port),
    data: text(values.data ?? process.env.REPLAY_DATA),
    shift: z.enum(["now", "none"]).optional().parse(values.shift),
    anchor: instant(values.anchor),
    symbols,
    seed: number.parse(values.seed),
    rate: number.parse(values.rate),
    speed: number.parse(values.speed),
    startAt: instant(values["start-at"]),
    faults: faults === undefined ? undefined : JSON.parse(faults),
  });
  console.log(`replay exchange: ${exchange.restUrl} ${exchange.wsUrl} (${exchange.symbols.join(", ")})`);
  const stop = () => void exchange.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  console.error(`replay exchange: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
