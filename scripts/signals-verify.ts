import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { SignalRecord } from "../market/signals/record.ts";
import { appSymbols } from "./features/app-bars.ts";
import { ChainFault, type ChainWalk } from "./signals/chain-walk.ts";
import { verifyFile } from "./signals/record-file.ts";
import { SavedChains } from "./signals/saved-chain.ts";
import { recordedSymbol, verifyApp } from "./signals/verify-app.ts";

const USAGE = `npm run verify:signals -- --url APP | --file records.ndjson [--symbol BTCUSDT] [--save records.ndjson] [--against records.ndjson]
  [--patience 30]
Recomputes the record of issued signals: every hash, every event as it follows from those before, and of an app also the
end of each chain as the symbol's hub has it, and every signal that is shown. --save keeps what was read of an app;
--against compares an app with what was kept of it before, by anybody: that finds a record that was rewritten as a whole.
Ends with 1 at the first record that is wrong.
For example: npm run verify:signals -- --url http://127.0.0.1:8787 --symbol BTCUSDT`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      file: { type: "string" },
      symbol: { type: "string" },
      save: { type: "string" },
      against: { type: "string" },
      patience: { type: "string", default: "30" },
      help: { type: "boolean", default: false },
    },
  });
  const { url, file, save } = values;
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if ((url === undefined) === (file === undefined)) throw new Error(USAGE);
  if (file !== undefined) {
    if (save !== undefined || values.against !== undefined) throw new Error(USAGE);
    const walks = await verifyFile(file, values.symbol?.toUpperCase());
    if (walks.length === 0) throw new Error(`There are no records in ${file}.`);
    for (const walk of walks) tellWalk(walk, "");
    return;
  }
  if (url === undefined) return;
  const symbols =
    values.symbol === undefined ? await appSymbols(url) : [await recordedSymbol(url, values.symbol)];
  const patienceMs = Number(values.patience) * 1_000;
  if (!(patienceMs >= 0)) throw new Error(`--patience takes seconds: ${values.patience}`);
  const before = values.against === undefined ? undefined : await SavedChains.read(values.against);
  const kept = save === undefined ? undefined : createWriteStream(save);
  for (const symbol of symbols) {
    const onRecord = (record: SignalRecord) => {
      before?.compare(record);
      kept?.write(`${JSON.stringify(record)}\n`);
    };
    const walk = await verifyApp(url, symbol, { patienceMs, onRecord });
    before?.compareEnd(walk);
    tellWalk(walk, ", as its hub and what is shown");
  }
  if (kept !== undefined) {
    kept.end();
    await finished(kept);
  }
}

function tellWalk({ symbol, records, told, head }: ChainWalk, also: string): void {
  const end = head === null ? "" : `, the last ${head.hash.slice(0, 16)}…`;
  console.log(
    `${symbol}: ${records} records of ${told.signals.size} signals follow from one another${also}${end}`,
  );
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  console.error(error instanceof ChainFault ? `Not as it was written: ${text}.` : text);
  process.exitCode = 1;
});
