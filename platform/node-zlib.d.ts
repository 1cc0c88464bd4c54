/**
 * The little of Node's streams and zlib that the Worker uses (compatibility flag `nodejs_compat`), declared
 * here because Node's own types would bring its globals into code that runs in workerd.
 */
declare module "node:zlib" {
  export function deflateRawSync(data: string | Uint8Array, options?: { level?: number }): Uint8Array;
  export function inflateRawSync(data: ArrayBuffer | Uint8Array): Uint8Array;
  export interface Gunzip extends AsyncIterable<Uint8Array> {
    destroy(error?: Error): void;
  }
  export function createGunzip(options?: { readonly chunkSize?: number }): Gunzip;
  export function gzipSync(data: string | Uint8Array, options?: { level?: number }): Uint8Array;
  export function gunzipSync(data: Uint8Array, options?: { readonly maxOutputLength?: number }): Uint8Array;
  export function zstdCompressSync(
    data: Uint8Array,
    options?: { params?: Record<number, number> },
  ): Uint8Array;
  export function zstdDecompressSync(data: Uint8Array): Uint8Array;
  export const constants: { readonly ZSTD_c_compressionLevel: number };
}

declare module "node:stream" {
  export interface Source {
    pipe<T>(destination: T): T;
    on(event: "error", listener: (error: Error) => void): this;
    destroy(error?: Error): void;
  }
  export const Readable: { from(chunks: AsyncIterable<Uint8Array>): Source };
}
