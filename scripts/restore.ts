import { parseArgs } from "node:util";
import { persistDirOf, portOf } from "./app/local-app.ts";
import { readLocalKey } from "./app/local-key.ts";
import { restoreInto } from "./restore/restore-into.ts";

const USAGE = `npm run restore -- [--backup latest|ID | --dump PATH] [--url URL] [--key KEY] [--force]
Puts a backup into a running app that is empty. See docs/runbook.md.

  --backup ID    a backup in the app's own bucket (default: latest)
  --dump PATH    a backup's folder, or the SQL of wrangler d1 export
  --url URL      the app (default: the local one)
  --key KEY      an API key of scope admin (default: WICK_API_KEY, or the local app's own)
  --force        merge into an app that is in use: newer bars stay, other rows become the backup's`;

/** `npm run restore`, as `--help` says. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backup: { type: "string" },
      dump: { type: "string" },
      url: { type: "string", default: `http://127.0.0.1:${portOf(process.env.PORT)}` },
      key: { type: "string" },
      force: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const local = await readLocalKey(persistDirOf(process.env), values.url);
  const key = values.key ?? process.env.WICK_API_KEY ?? local?.key;
  if (key === undefined) throw new Error("an API key with scope admin is needed: --key, or WICK_API_KEY");
  if (values.backup !== undefined && values.dump !== undefined) throw new Error("either --backup or --dump");
  const source = values.dump === undefined ? { backup: values.backup ?? "latest" } : { dump: values.dump };
  const target = { url: values.url.replace(/\/+$/, ""), key };
  const report = await restoreInto(target, source, values.force, ({ phase, done, of, table }) => {
    console.error(`${phase === "check" ? "checked " : "restored"} ${done}/${of} ${table}`);
  });
  console.log(`${report.name}: ${report.rows} rows, ${report.changed} written`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
