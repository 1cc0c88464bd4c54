import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { SignalRecordSchema } from "../../contract/rest/signals.ts";
import type { SignalRecord } from "../../market/signals/record.ts";
import { ChainFault, ChainWalk } from "./chain-walk.ts";

/**
 * Walks the chains in a file of records, a JSON object a line, in the order of each symbol's numbers.
 * @param only the symbol to be looked at; all without.
 * @throws ChainFault at the first record that is wrong.
 */
export async function verifyFile(
  path: string,
  only?: string,
  onRecord: (record: SignalRecord) => void = () => {},
): Promise<ChainWalk[]> {
  const walks = new Map<string, ChainWalk>();
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    if (text === "") continue;
    const record = recordOf(text);
    if (record === undefined) throw new ChainFault(`line ${line} is no record`);
    if (only !== undefined && record.symbol !== only) continue;
    const walk = walks.get(record.symbol) ?? new ChainWalk(record.symbol);
    walks.set(record.symbol, walk);
    await walk.take(record);
    onRecord(record);
  }
  return [...walks.values()];
}

function recordOf(text: string) {
  try {
    const parsed = SignalRecordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
