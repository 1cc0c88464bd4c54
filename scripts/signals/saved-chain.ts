import type { SignalRecord } from "../../market/signals/record.ts";
import { ChainFault, type ChainWalk } from "./chain-walk.ts";
import { verifyFile } from "./record-file.ts";

/** Chains as somebody saved them: what an app tells now has to begin with them ([SIG-53]). */
export class SavedChains {
  readonly #hashes = new Map<string, string[]>();

  /** @throws ChainFault where the file itself is not as it was written. */
  static async read(path: string): Promise<SavedChains> {
    const saved = new SavedChains();
    await verifyFile(path, undefined, ({ symbol, hash }) => {
      const known = saved.#hashes.get(symbol);
      if (known === undefined) saved.#hashes.set(symbol, [hash]);
      else known.push(hash);
    });
    return saved;
  }

  /** @throws ChainFault where another record was saved under this number. */
  compare({ symbol, seq, hash }: SignalRecord): void {
    const saved = this.#hashes.get(symbol)?.[seq - 1];
    if (saved === undefined || saved === hash) return;
    throw new ChainFault(`record ${seq} of ${symbol} is not the one that was saved`);
  }

  /** @throws ChainFault where more was saved than there is. */
  compareEnd({ symbol, records }: ChainWalk): void {
    const saved = this.#hashes.get(symbol)?.length ?? 0;
    if (saved > records)
      throw new ChainFault(`of ${symbol} ${saved} records were saved, and ${records} are left`);
  }
}
