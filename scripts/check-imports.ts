import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { ROOT } from "./app/root.ts";
import { forbiddenImports, type Source } from "./checks/import-rules.ts";

const FOLDERS = ["market", "contract", "platform", "durable-objects", "worker", "web"];

const sources: Source[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name).split(sep).join("/"))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") })),
);

const problems = forbiddenImports(sources, (path, specifier) =>
  relative(ROOT, join(ROOT, dirname(path), specifier))
    .split(sep)
    .join("/"),
);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`Imports of ${sources.length} files keep the rules.`);
