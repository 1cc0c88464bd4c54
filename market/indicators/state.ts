/** A deep copy of a kernel's state: plain JSON, of which no part is left shared. */
export function copyState<S extends object>(state: S): S {
  // The parts of plain JSON are plain JSON again: a copy has the type of what it was made of.
  return copyOf(state) as S;
}

function copyOf(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map(copyOf);
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, copyOf(value)]));
}
