/** A source of numbers in [0, 1). */
export type Random = () => number;

/** A 32-bit hash of integers: the same input always gives the same number. */
export function hash32(...values: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const value of values) {
    h = mix(h ^ (value | 0));
    // Trade ids can exceed 32 bits: both halves count.
    if (value > 0xffff_ffff) h = mix(h ^ (Math.floor(value / 4_294_967_296) | 0));
  }
  return h >>> 0;
}

/** A 32-bit hash of text (FNV-1a, mixed). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h) >>> 0;
}

/** A seeded generator (sfc32): fast, and good enough for markets that do not exist. */
export function seededRandom(...seed: readonly number[]): Random {
  let a = hash32(...seed) | 0;
  let b = mix(a + 0x3c6ef372);
  let c = mix(b + 0x78dde6e4);
  let counter = 1;
  return () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
}

/** A bell-shaped number with mean 0 and variance 1, at most 3 away from 0. */
export function bell(random: Random): number {
  return (random() + random() + random() - 1.5) * 2;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
