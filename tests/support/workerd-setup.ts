import { createRequire } from "node:module";
import type { TestProject } from "vitest/node";
import type {} from "./provided.ts";
import { bitcoinSource } from "./source-payloads.ts";

/**
 * Loaded by Node itself: this project resolves packages for workerd, where `ws` is a stub that throws,
 * and a set-up file is resolved like its project's tests.
 */
const { startReplayExchange }: typeof import("../../scripts/replay/server.ts") = createRequire(
  import.meta.url,
)("../../scripts/replay/server.ts");

const { sourceServer }: typeof import("./source-server.ts") = createRequire(import.meta.url)(
  "./source-server.ts",
);

const { fileServer }: typeof import("./file-server.ts") = createRequire(import.meta.url)("./file-server.ts");

const { webhookReceiver }: typeof import("./webhook-receiver.ts") = createRequire(import.meta.url)(
  "./webhook-receiver.ts",
);

/** Where models and what is known of them lie; the last is there where models were trained. */
const MODEL_FOLDERS = ["platform/onnx/test-data", "models", ".train/golden"];

/** Starts the loopback servers that tests inside workerd talk to, and hands over where they listen. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const exchange = await startReplayExchange({ symbols: ["BTCUSDT"], rate: 20, historyDays: 3 });
  project.provide("feedExchange", { restUrl: exchange.restUrl, wsUrl: exchange.wsUrl });
  const source = await sourceServer(bitcoinSource);
  project.provide("coinSource", { url: source.url });
  const files = await fileServer(MODEL_FOLDERS);
  project.provide("modelFiles", { url: files.url });
  const receiver = await webhookReceiver();
  project.provide("webhookReceiver", { url: receiver.url });
  return async () => {
    await Promise.all([receiver.close(), exchange.close(), source.close(), files.close()]);
  };
}
