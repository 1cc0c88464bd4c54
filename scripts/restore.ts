import { parseArgs } from "node:util";
import { persistDirOf, portOf } from "./app/local-app.ts";
import { readLocalKey } from "./app/local-key.ts";
import { restoreInto } from "./restore/restore-into.ts";

/**
 * `npm run restore -- [--backup latest|ID | --dump PATH] [--url URL] [--key KEY] [--force]`: puts a backup into a
 * running app. See docs/runbook.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backup: { type: "string" },
      dump: { type: "string" },
      url: { type: "string", default: `http://127.0.0.1:${portOf(process.env.PORT)}` },
      key: { type: "string" },
      force: { type: "boolean", default: false },
    },
  });
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
