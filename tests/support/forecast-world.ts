import type { ForecastEvent } from "../../contract/forecast-events.ts";
import type { SymbolHubRpc } from "../../contract/hub.ts";
import { MODELS_PREFIX } from "../../contract/models.ts";
import { isSymbolId } from "../../contract/symbol.ts";
import { Hub } from "../../durable-objects/symbol-hub/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { ForecastTimeframe, ModelTimeframe } from "../../market/forecast/horizons.ts";
import { parseVariables } from "../../platform/config.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { openHistory } from "../../platform/history/history.ts";
import { APP_INPUTS } from "../../platform/onnx/app-inputs.ts";
import { ManifestStore } from "../../platform/onnx/manifest-store.ts";
import { bucketModelFiles } from "../../platform/onnx/model-files.ts";
import { OnnxInference } from "../../platform/onnx/onnx-inference.ts";
import { openNodeRuntime } from "../../scripts/models/node-runtime.ts";
import type { JobPorts } from "../../worker/jobs/job.ts";
import { openMemoryBucket } from "./memory-bucket.ts";
import { openNodeD1 } from "./node-d1.ts";
import { NodeSql } from "./node-sql.ts";

/** The one symbol of this world, fed by ticks: nobody else knows of its bars. */
export const CAST: SymbolRow = {
  ...{ symbol: "CASTUSDT", feed: "push", base: "CAST", quote: "USDT", name: "Cast", status: "active" },
  ...{ tickSize: "0.01", stepSize: "0.01", latenessMs: 0, addedAt: 0 },
};
const { symbol } = CAST;

/** D1, a bucket for models with the real runtime, and a real hub with its channels: where forecasts are made. */
export function openForecastWorld(startsAt: number) {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  const sql = new NodeSql();
  let time = startsAt;
  let isSilent = false;
  const now = () => time;
  const openHub = () => {
    const hub = new Hub({
      ...{ sql, now, source: "replay", analyses: false },
      later: () => {},
      openFeed: () => {
        throw new Error("a pushed symbol has no feed");
      },
      sendOutbox: async () => {},
      sendSignals: async () => {},
      onError: (what, error) => {
        throw new Error(what, { cause: error });
      },
    });
    if (isSymbolId(symbol))
      hub.configure(symbol, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
    return hub;
  };
  let hub = openHub();
  const call = async <T>(ask: () => T): Promise<T> => {
    await Promise.resolve();
    if (isSilent) throw new Error("the hub does not answer");
    return ask();
  };
  const rpc: Partial<SymbolHubRpc> = {
    getStatus: () => call(() => hub.getStatus()),
    getBars: () => call(() => ({ bars: [], more: false, oldest: null })),
    publishForecast: (timeframe, events) => call(() => hub.publishForecast(timeframe, events)),
  };
  // What forecasts ask of a hub, and nothing else.
  const theHub = () => rpc as SymbolHubRpc;
  const unused = () => {
    throw new Error("nobody else is to be asked");
  };
  const stores = { db: d1.db, cold: r2.bucket, now, exchange: unused };
  const openModels = () => ({
    models: new ManifestStore({ bucket: r2.bucket, now }),
    inference: new OnnxInference({
      files: bucketModelFiles(r2.bucket),
      openRuntime: openNodeRuntime,
      inputs: APP_INPUTS,
      budgetBytes: 64 * 1024 * 1024,
      rowsAtOnce: 32,
      now,
      pause: async () => {},
    }),
  });
  /** Ports as an isolate of its own has them: it remembers no model. */
  const newPorts = (): JobPorts => ({
    ...stores,
    config: parseVariables({}),
    symbols: async () => [CAST],
    hub: theHub,
    history: openHistory({
      ...stores,
      hub: () => ({ getBars: async () => ({ bars: [], more: false, oldest: null }) }),
    }),
    forecasting: openModels(),
  });
  return {
    d1,
    r2,
    newPorts,
    ports: newPorts(),
    /** Numbers of the hub's channels begin here. */
    firstSeq: startsAt * 1_000,
    at(next: number) {
      time = next;
    },
    silence(silent: boolean) {
      isSilent = silent;
    },
    restartHub() {
      hub = openHub();
    },
    async store(bars: readonly Bar[], timeframe: ForecastTimeframe = "1h") {
      await upsertBars(
        d1.db,
        bars.map((bar) => ({ symbol, timeframe, bar })),
      );
    },
    async putModel(name: string, bytes: Uint8Array | string) {
      await r2.bucket.put(`${MODELS_PREFIX}${name}`, bytes);
    },
    /** All that the channel has had, with their numbers. */
    told(
      timeframe: ModelTimeframe = "1h",
    ): readonly { readonly seq: number; readonly data: ForecastEvent }[] {
      const channel = `forecast:${symbol}:${timeframe}`;
      const [log] = hub.catchUp([{ channel, since: startsAt * 1_000 }]);
      if (log === undefined || !("head" in log)) throw new Error("there is no such channel");
      return log.events.map((text) => JSON.parse(text));
    },
    rows: (text: string) => d1.sqlite.prepare(text).all() as Record<string, unknown>[],
  };
}
