import { spawn } from "node:child_process";
import { ROOT } from "./root.ts";

/** Runs a program of node_modules/.bin in the project's root, its output going to ours. Rejects when it fails. */
export function command(name: string, ...args: string[]): Promise<void> {
  console.log(`\n> ${name} ${args.join(" ")}`);
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
  const child = spawn(name, args, { cwd: ROOT, stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${name} ended with ${code ?? signal}`)),
    );
  });
}
