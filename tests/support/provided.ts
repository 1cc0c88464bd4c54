/** What the set-up of the workerd tests hands to them. */
declare module "vitest" {
  interface ProvidedContext {
    /** A replay exchange of generated BTCUSDT trades. */
    readonly feedExchange: { readonly restUrl: string; readonly wsUrl: string };
  }
}

export type {};
