import { createHash } from "node:crypto";
import { parseRecordBody } from "../../contract/signal-record.ts";
import { canonicalJson } from "../../market/signals/canonical-json.ts";
import { linkProblem, nothingTold, type ToldSignals, tell } from "../../market/signals/chain.ts";
import type { ChainEnd, SignalRecord } from "../../market/signals/record.ts";

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** A symbol's chain as far as it was walked, each link recomputed ([SIG-52]). */
export class ChainWalk {
  readonly symbol: string;
  readonly told: ToldSignals = nothingTold();
  #head: ChainEnd | null = null;

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get head(): ChainEnd | null {
    return this.#head;
  }

  get records(): number {
    return this.#head?.seq ?? 0;
  }

  /** Takes the next record in. @returns the id of the signal it tells of. @throws ChainFault */
  async take(record: SignalRecord): Promise<string> {
    const { symbol } = this;
    const at = `record ${record.seq} of ${symbol}`;
    const problem = await linkProblem(symbol, this.#head, record, sha256);
    if (problem !== null) throw new ChainFault(`${at} ${problem}`);
    const body = parseRecordBody(record.body);
    if (body === null || canonicalJson(body) !== record.body)
      throw new ChainFault(`${at} is no record's text`);
    const contradiction = tell(this.told, symbol, record.at, body);
    if (contradiction !== null) throw new ChainFault(`${at} ${contradiction}`);
    this.#head = { seq: record.seq, hash: record.hash };
    return body.kind === "issued" ? body.signal.id : body.id;
  }
}

/** The first thing that is wrong with a chain, in words that name the record. */
export class ChainFault extends Error {
  override readonly name = "ChainFault";
}
