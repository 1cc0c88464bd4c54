/** Which number of a text tells the updates of a benchmark apart. */
export type KeyKind =
  /** The aggregate id of a trade event. */
  | "trade"
  /** The aggregate id of an exchange's frame. */
  | "frame"
  /** Twice the last trade id of a bar event, plus one where the bar is final. */
  | "bar";

/** What the benchmark tells a process of clients. */
export type ToClients =
  | {
      readonly type: "connect";
      readonly url: string;
      readonly sockets: number;
      /** Sent by each socket once it is open, and answered by an ack; a floor needs none. */
      readonly subscribe: string | undefined;
      readonly key: KeyKind;
    }
  /** Forget what was recorded; record these keys, and tell when so many updates have come. */
  | { readonly type: "expect"; readonly updates: number; readonly firstKey: number; readonly lastKey: number }
  /** Hand over what was recorded. */
  | { readonly type: "collect" }
  /** A ping from each, so that none is taken for dead. */
  | { readonly type: "ping" };

/** What it answers. */
export type FromClients =
  | { readonly type: "connected" | "expecting" }
  | { readonly type: "failed"; readonly detail: string }
  /** `sample` is the newest update's text. */
  | { readonly type: "reached"; readonly at: number; readonly sample: string }
  | { readonly type: "recorded"; readonly keys: Float64Array; readonly times: Float64Array };
