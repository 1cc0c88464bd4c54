/** A deep copy of a kernel's state: plain JSON, of which no part is left shared. */
export function copyState<S extends object>(state: S): S {
  // The parts of plain JSON are plain JSON again: a copy has the type of what it was made of.
  return copyOf(state) as S;
}

// Hot: a state is copied for each value of a forming bar. Twice as fast as entries and `fromEntries`.
function copyOf(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) {
    const copy: unknown[] = new Array(part.length);
    for (let i = 0; i < part.length; i++) copy[i] = copyOf(part[i]);
    return copy;
  }
  const whole: Readonly<Record<string, unknown>> = { ...part };
  const copy: Record<string, unknown> = {};
  for (const name in whole) copy[name] = copyOf(whole[name]);
  return copy;
}
