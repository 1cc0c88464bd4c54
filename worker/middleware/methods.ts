/** The part of a Hono route that says where it listens. */
export interface Listening {
  readonly method: string;
  readonly path: string;
}

/** Answers which methods a path has, from the routes themselves, so that 405 and OPTIONS are never wrong. */
export function methodTable(routes: readonly Listening[]): (path: string) => readonly string[] {
  const patterns = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  for (const { method, path } of routes) {
    if (method === "ALL") continue;
    const known = patterns.get(path) ?? { pattern: patternOf(path), methods: new Set<string>() };
    known.methods.add(method);
    if (method === "GET") known.methods.add("HEAD");
    patterns.set(path, known);
  }
  return (path) => {
    const methods = new Set<string>();
    for (const known of patterns.values()) {
      if (known.pattern.test(path)) for (const method of known.methods) methods.add(method);
    }
    if (methods.size > 0) methods.add("OPTIONS");
    return [...methods].sort();
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${source}/?$`);
}
