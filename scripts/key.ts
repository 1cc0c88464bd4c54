import { parseArgs } from "node:util";
import { isScope } from "../contract/scopes.ts";
import { makeApiKey } from "../platform/d1/new-api-key.ts";
import { command } from "./app/command.ts";

/**
 * `npm run key -- --name NAME --scopes admin[,…]`: makes an API key for the deployed app, stores its hash, prints
 * the key once. (`npm start` makes its own.)
 */
const { values } = parseArgs({
  options: {
    name: { type: "string", default: "by hand" },
    scopes: { type: "string", default: "admin" },
  },
});
const scopes = values.scopes.split(",").map((text) => text.trim());
const wrong = scopes.filter((scope) => !isScope(scope));
if (wrong.length > 0 || !/^[\w .@-]{1,60}$/.test(values.name)) {
  console.error(
    wrong.length > 0
      ? `There is no scope ${wrong.join(", ")}.`
      : "The name has letters, digits, spaces and .@- only.",
  );
  process.exit(1);
}
const { key, row } = await makeApiKey({ name: values.name, scopes: scopes.filter(isScope) }, Date.now());
const sql = `INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES ('${row.id}', '${row.name}', '${row.hash}', '${row.scopes}', ${row.createdAt})`;
try {
  await command("wrangler", "d1", "execute", "wick", "--remote", "--command", sql);
  console.log(`\nAPI key (shown once, keep it): ${key}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
