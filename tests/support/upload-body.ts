import { constants, gzipSync } from "node:zlib";

const LINES_A_PIECE = 20_000;

export interface GzipUpload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** Numbers of the lines that are no ticks, from 1. */
  readonly bad: readonly number[];
}

/** NDJSON of ticks of one symbol as gzip of about a given size; a line in `badEvery` is broken. */
export function gzipLines(options: {
  readonly symbol: string;
  readonly megabytes: number;
  readonly from: number;
  readonly badEvery: number;
}): GzipUpload {
  const pieces: Buffer[] = [];
  const bad: number[] = [];
  let [size, lines, random] = [0, 0, 12_345];
  const next = (below: number) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 4_294_967_296) * below);
  };
  while (size < options.megabytes * 1_000_000) {
    const text: string[] = [];
    for (let i = 0; i < LINES_A_PIECE; i += 1) {
      lines += 1;
      if (lines % options.badEvery === 0) {
        bad.push(lines);
        text.push('{"symbol":"broken');
        continue;
      }
      const price = `${2_600 + next(100)}.${String(next(100)).padStart(2, "0")}`;
      const timestamp = options.from + lines * 3;
      text.push(
        `{"symbol":"${options.symbol}","timestamp":${timestamp},"price":"${price}","size":"${next(900) + 1}.${next(9_999)}"}`,
      );
    }
    // Members of one gzip file may follow each other: RFC 1952, 2.2.
    const piece = gzipSync(`${text.join("\n")}\n`, { level: constants.Z_BEST_SPEED });
    pieces.push(piece);
    size += piece.length;
  }
  return { bytes: new Uint8Array(Buffer.concat(pieces)), lines, bad };
}

const BOMB_MB = 2_000;

/** One good line, then gigabytes of one letter without a line's end, squeezed a thousand times. */
export function zipBomb(line: string): Uint8Array<ArrayBuffer> {
  const megabyte = gzipSync(Buffer.alloc(1_000_000, "a"));
  return new Uint8Array(Buffer.concat([gzipSync(`${line}\n`), ...Array<Buffer>(BOMB_MB).fill(megabyte)]));
}
