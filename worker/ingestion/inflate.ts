import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { WickError } from "../../contract/errors.ts";
import type { UploadLimits } from "./upload-limits.ts";

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * The bytes of an upload, decompressed where they begin as gzip does, within the limits. Memory is bounded:
 * node:zlib stops reading while its reader is busy, which the DecompressionStream of workerd does not.
 * @throws WickError payload_too_large, invalid_input (broken gzip)
 */
export async function* inflate(
  body: AsyncIterable<Uint8Array>,
  limits: UploadLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const counted = new CountedBytes(body, limits.maxBytes);
  const head = await counted.peek(GZIP_MAGIC.length);
  const gzip = GZIP_MAGIC.every((byte, position) => head[position] === byte);
  if (!gzip) {
    yield* counted;
    return;
  }
  let out = 0;
  for await (const chunk of gunzip(counted)) {
    out += chunk.byteLength;
    if (out > limits.maxDecompressedBytes) {
      throw new WickError(
        "payload_too_large",
        `More than ${limits.maxDecompressedBytes} bytes decompressed.`,
      );
    }
    if (out > limits.ratioFromBytes && out > counted.bytes * limits.maxRatio) {
      throw new WickError("payload_too_large", `Compressed more than ${limits.maxRatio} times.`);
    }
    yield chunk;
  }
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const input = Readable.from(source);
  const output = createGunzip();
  // `pipe` does not hand on errors: without this a broken source would leave the reader waiting.
  input.on("error", (error) => output.destroy(error));
  input.pipe(output);
  try {
    yield* output;
  } catch (error) {
    if (error instanceof WickError) throw error;
    throw new WickError("invalid_input", "The gzip data are broken or cut off.", { cause: error });
  } finally {
    input.destroy();
    output.destroy();
  }
}

/** A byte source that counts, stops at a limit, and lets its first bytes be seen. */
class CountedBytes implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #maxBytes: number;
  #held: Uint8Array[] = [];
  bytes = 0;

  constructor(source: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#maxBytes = maxBytes;
  }

  /** The first `count` bytes, or fewer at the end; they are still iterated afterwards. */
  async peek(count: number): Promise<Uint8Array> {
    let length = 0;
    while (length < count) {
      const next = await this.#source.next();
      if (next.done === true) break;
      this.#held.push(next.value);
      length += next.value.byteLength;
    }
    const head = new Uint8Array(length);
    let offset = 0;
    for (const chunk of this.#held) {
      head.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return head.subarray(0, count);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const held = this.#held;
    this.#held = [];
    for (const chunk of held) yield this.#count(chunk);
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) {
      yield this.#count(next.value);
    }
  }

  #count(chunk: Uint8Array): Uint8Array {
    this.bytes += chunk.byteLength;
    if (this.bytes > this.#maxBytes) {
      throw new WickError("payload_too_large", `More than ${this.#maxBytes} bytes sent.`);
    }
    return chunk;
  }
}
