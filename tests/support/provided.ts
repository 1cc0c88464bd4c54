/** What the set-up of the workerd tests hands to them. */
declare module "vitest" {
  interface ProvidedContext {
    /** A replay exchange of generated BTCUSDT trades. */
    readonly feedExchange: { readonly restUrl: string; readonly wsUrl: string };
    /** A server that answers as CoinGecko does, for bitcoin alone. */
    readonly coinSource: { readonly url: string };
    /** The project's folders of models, as files. */
    readonly modelFiles: { readonly url: string };
    /** A receiver of webhooks that behaves as its path says, and tells at `/seen` what has come. */
    readonly webhookReceiver: { readonly url: string };
  }
}

export type {};
