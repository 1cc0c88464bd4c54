import { createHash } from "node:crypto";

interface Stored {
  readonly bytes: Uint8Array;
  readonly metadata: Record<string, string>;
  readonly uploaded: Date;
}

export interface MemoryBucket {
  /** As code under test gets it. */
  readonly bucket: R2Bucket;
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** While this answers a text, the operation rejects with it. */
  fail(
    rule:
      | ((operation: "get" | "put" | "delete" | "list" | "head", key: string) => string | undefined)
      | undefined,
  ): void;
  /** Operations by name, as R2 bills them. */
  readonly operations: Readonly<Record<string, number>>;
}

/** R2 in memory: the operations that Wick uses, with ranges, conditions left out. */
export function openMemoryBucket(): MemoryBucket {
  const objects = new Map<string, Stored>();
  const operations: Record<string, number> = {};
  let rule: Parameters<MemoryBucket["fail"]>[0];

  const enter = async (operation: Parameters<NonNullable<typeof rule>>[0], key: string) => {
    await Promise.resolve();
    operations[operation] = (operations[operation] ?? 0) + 1;
    const fault = rule?.(operation, key);
    if (fault !== undefined) throw new Error(fault);
  };
  const headOf = (key: string, stored: Stored) => ({
    key,
    size: stored.bytes.length,
    etag: createHash("md5").update(stored.bytes).digest("hex"),
    httpEtag: `"${createHash("md5").update(stored.bytes).digest("hex")}"`,
    uploaded: stored.uploaded,
    customMetadata: stored.metadata,
  });
  const bodyOf = (key: string, stored: Stored, bytes: Uint8Array) => ({
    ...headOf(key, stored),
    get body() {
      return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
    },
    bodyUsed: false,
    bytes: async () => bytes.slice(),
    arrayBuffer: async () => bytes.slice().buffer,
    text: async () => new TextDecoder().decode(bytes),
    json: async () => JSON.parse(new TextDecoder().decode(bytes)),
  });

  const bucket = {
    async head(key: string) {
      await enter("head", key);
      const stored = objects.get(key);
      return stored === undefined ? null : headOf(key, stored);
    },
    async get(key: string, options?: { range?: { offset?: number; length?: number; suffix?: number } }) {
      await enter("get", key);
      const stored = objects.get(key);
      if (stored === undefined) return null;
      const { range } = options ?? {};
      const size = stored.bytes.length;
      const start = range?.suffix === undefined ? (range?.offset ?? 0) : Math.max(0, size - range.suffix);
      const end = range?.length === undefined ? size : Math.min(size, start + range.length);
      return bodyOf(key, stored, stored.bytes.subarray(start, end));
    },
    async put(key: string, value: unknown, options?: { customMetadata?: Record<string, string> }) {
      await enter("put", key);
      const bytes = new Uint8Array(
        await new Response(value as string | Uint8Array<ArrayBuffer> | ReadableStream).arrayBuffer(),
      );
      const stored = { bytes, metadata: options?.customMetadata ?? {}, uploaded: new Date(0) };
      objects.set(key, stored);
      return headOf(key, stored);
    },
    async delete(keys: string | string[]) {
      for (const key of [keys].flat()) {
        await enter("delete", key);
        objects.delete(key);
      }
    },
    async list(options?: { prefix?: string; cursor?: string; limit?: number }) {
      await enter("list", options?.prefix ?? "");
      const { prefix = "", cursor = "", limit = 1_000 } = options ?? {};
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor).sort();
      const page = keys.slice(0, limit);
      const found = page.flatMap((key) => {
        const stored = objects.get(key);
        return stored === undefined ? [] : [headOf(key, stored)];
      });
      const truncated = keys.length > limit;
      return {
        objects: found,
        truncated,
        delimitedPrefixes: [],
        ...(truncated ? { cursor: page.at(-1) } : {}),
      };
    },
  };

  return {
    // R2Bucket is an abstract class of the platform: this is the part of it that Wick uses.
    bucket: bucket as unknown as R2Bucket,
    get objects() {
      return new Map([...objects].map(([key, stored]) => [key, stored.bytes]));
    },
    fail: (next) => {
      rule = next;
    },
    operations,
  };
}
