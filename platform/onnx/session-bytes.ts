import type { ModelEntry } from "../../contract/models.ts";

const MIB = 1_048_576;

/**
 * Memory that a session takes, by the length of its file, rounded up from what was measured (ADR 25): trees keep the
 * file's lists beside what is made of them, networks little more than their weights.
 */
export function sessionBytes({ model, bytes }: Pick<ModelEntry, "model" | "bytes">): number {
  const isTrees = model === "lightgbm" || model === "xgboost";
  return FIXED_BYTES + bytes * (isTrees ? TREES_FACTOR : NETWORK_FACTOR);
}

/** 4.4 of 400 trees with 50,800 nodes; 2.2 of an LSTM of 41,000 weights. */
const TREES_FACTOR = 5;
const NETWORK_FACTOR = 3;
/** 0.08 MiB of a graph of ten nodes. */
const FIXED_BYTES = MIB / 8;

/**
 * What sessions may take in a Worker. The runtime itself takes some 8 MiB, a file that is being opened as much again as
 * its session; memory grows in steps of a fifth. Together it stays at 58 MiB, which leaves 22 of 80 to the app.
 */
export const WORKER_BUDGET_BYTES = 36 * MIB;
