/** What the set-up of the workerd tests hands to them. */
declare module "vitest" {
  interface ProvidedContext {
    /** A replay exchange of generated BTCUSDT trades. */
    readonly feedExchange: { readonly restUrl: string; readonly wsUrl: string };
    /** A server that answers as CoinGecko does, for bitcoin alone. */
    readonly coinSource: { readonly url: string };
    /** The project's folders of models, as files. */
    readonly modelFiles: { readonly url: string };
  }
}

export type {};
