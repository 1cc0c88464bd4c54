/** A deep copy of a kernel's state: plain JSON, of which no part is left shared. */
export function copyState<S extends object>(state: S): S {
  // The parts of plain JSON are plain JSON again: a copy has the type of what it was made of.
  return copyOf(state) as S;
}

/** By spread and slice, which keep the engine's shape of what they copy: a step on the copy is as fast as on it. */
function copyOf(part: object): object {
  if (Array.isArray(part)) {
    const copy: unknown[] = part.slice();
    for (let i = 0; i < copy.length; i++) {
      const element = copy[i];
      if (typeof element === "object" && element !== null) copy[i] = copyOf(element);
    }
    return copy;
  }
  const copy: Record<string, unknown> = { ...part };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === "object" && value !== null) copy[name] = copyOf(value);
  }
  return copy;
}
