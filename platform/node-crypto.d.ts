/**
 * The little of Node's crypto that the hub uses (compatibility flag `nodejs_compat`): a hash that is there at once,
 * which WebCrypto has not. Declared here because Node's own types would bring its globals into code that runs in workerd.
 */
declare module "node:crypto" {
  export interface Hash {
    update(text: string): Hash;
    digest(encoding: "hex"): string;
  }
  export function createHash(algorithm: "sha256"): Hash;
}
