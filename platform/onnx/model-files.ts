import { MODELS_PREFIX } from "../../contract/models.ts";

/** Where models' files are read. */
export interface ModelFiles {
  /**
   * The bytes of a file, or null where there is none. One that is not as long as it should be is not read: its length
   * is given. @throws where the store fails.
   */
  read(file: string, bytes: number): Promise<Uint8Array | { readonly wrongBytes: number } | null>;
}

/** Those under `models/` in R2. */
export function bucketModelFiles(bucket: R2Bucket): ModelFiles {
  return {
    async read(file, bytes) {
      const object = await bucket.get(MODELS_PREFIX + file);
      if (object === null) return null;
      if (object.size !== bytes) return { wrongBytes: object.size };
      return new Uint8Array(await object.arrayBuffer());
    },
  };
}
