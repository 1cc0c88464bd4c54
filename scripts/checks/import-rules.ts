export interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Which folders each folder may import from; `web` may also import types of the worker. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  market: [],
  contract: ["market"],
  platform: ["contract", "market"],
  "durable-objects": ["platform", "contract", "market"],
  worker: ["durable-objects", "platform", "contract", "market"],
  web: ["contract", "market"],
};

/** Outside packages the pure folders may use; a folder that is not named may use any. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = { market: [], contract: ["zod"] };
/** Where in them one more is at home (ADR 15). */
const AT_HOME: Readonly<Record<string, string>> = { "market/indicators/library/": "trading-signals" };

const IMPORT = /^\s*(import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;
/** What makes a function of time, chance or the outside world ([ARCHITECTURE] market is pure). */
const IMPURE =
  /\b(Date\.now|Math\.random|new Date\(\)|performance\.now|fetch\(|setTimeout|setInterval|crypto\.)/;

/** One line for each import that breaks the rules, and for each impurity in `market`. */
export function forbiddenImports(
  sources: readonly Source[],
  resolve: (path: string, specifier: string) => string,
): string[] {
  return sources.flatMap((source) => [...importProblems(source, resolve), ...purityProblems(source)]);
}

function importProblems(
  { path, text }: Source,
  resolve: (path: string, specifier: string) => string,
): string[] {
  const folder = path.split("/")[0] ?? "";
  const isTest = /\.test\.tsx?$/.test(path);
  const problems: string[] = [];
  const found = [
    ...[...text.matchAll(IMPORT)].map(([, , type, specifier = ""]) => ({
      specifier,
      typeOnly: type !== undefined,
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier = ""]) => ({ specifier, typeOnly: false })),
  ];
  for (const { specifier, typeOnly } of found) {
    if (!specifier.startsWith(".")) {
      const known = PACKAGES[folder];
      const isAtHome = Object.entries(AT_HOME).some(
        ([home, name]) => path.startsWith(home) && specifier === name,
      );
      if (known !== undefined && !isTest && !isAtHome && !known.includes(specifier)) {
        problems.push(`${path}: ${folder} may not use the package ${specifier}`);
      }
      continue;
    }
    const target = resolve(path, specifier).split("/")[0] ?? "";
    if (target === folder || (ALLOWED[folder] ?? []).includes(target)) continue;
    if (folder === "web" && target === "worker" && typeOnly) continue;
    // Tests stand outside: they bring together what the code keeps apart.
    if (isTest) continue;
    problems.push(`${path}: ${folder} may not import ${specifier}`);
  }
  const reExports =
    path !== "worker/index.ts" && /^\s*import\s+(?!type)[^;]*durable-objects\/[^;]*-(hub|relay|ledger)\.ts/m;
  if (folder === "worker" && reExports && reExports.test(text)) {
    problems.push(`${path}: Durable Object classes are imported in worker/index.ts only`);
  }
  return problems;
}

function purityProblems({ path, text }: Source): string[] {
  if (!path.startsWith("market/") || path.endsWith(".test.ts")) return [];
  return text.split("\n").flatMap((line, index) => {
    const code = line.replace(/\/\/.*$/, "").replace(/^\s*\*.*$/, "");
    return IMPURE.test(code) ? [`${path}:${index + 1}: market must be pure: ${line.trim()}`] : [];
  });
}
