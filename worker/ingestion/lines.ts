/** A line of an upload: its number from 1, and its text; null where it was too long to keep. */
export interface Line {
  readonly number: number;
  readonly text: string | null;
}

const NEWLINE = 10;

/**
 * Splits bytes into lines, an array of them for each chunk. At most one line of `maxLineBytes` is held; a
 * longer one is dropped while it comes. Empty lines are counted and left out; the last needs no newline.
 */
export async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<readonly Line[], void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: false });
  let number = 0;
  let partial: Uint8Array[] = [];
  let partialBytes = 0;

  const finish = (last: Uint8Array): Line | undefined => {
    number += 1;
    const bytes = partialBytes + last.byteLength;
    const pieces = partial;
    partial = [];
    partialBytes = 0;
    if (bytes > maxLineBytes) return { number, text: null };
    const text = decoder.decode(pieces.length === 0 ? last : concat(pieces, last, bytes)).trim();
    return text === "" ? undefined : { number, text };
  };

  for await (const chunk of source) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = finish(chunk.subarray(start, end));
      if (line !== undefined) lines.push(line);
      start = end + 1;
    }
    if (start < chunk.byteLength) {
      const rest = chunk.subarray(start);
      partialBytes += rest.byteLength;
      // Only the length of a line that is too long is still of interest.
      if (partialBytes > maxLineBytes) partial = [];
      else partial.push(rest.slice());
    }
    if (lines.length > 0) yield lines;
  }
  if (partialBytes > 0) {
    const line = finish(new Uint8Array());
    if (line !== undefined) yield [line];
  }
}

function concat(pieces: readonly Uint8Array[], last: Uint8Array, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const piece of [...pieces, last]) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}
