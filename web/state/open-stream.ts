import { type ReadonlySignal, signal } from "@preact/signals";
import { onPageWake } from "../socket/page-wake.ts";
import { createStreamClient } from "../socket/stream-client.ts";
import type { LinkState } from "./feed-view.ts";
import type { StreamPort } from "./stream-port.ts";

export interface OpenStream {
  readonly stream: StreamPort;
  /** How the connection stands. */
  readonly link: ReadonlySignal<LinkState>;
}

/** Connects to the stream at `url`, for the life of the page. */
export function openStream(url: string): OpenStream {
  const client = createStreamClient({ url, onWake: (wake) => onPageWake(window, document, wake) });
  const link = signal<LinkState>(client.state);
  client.onState((state) => {
    link.value = state;
  });
  return {
    stream: {
      subscribe: (channel, onEvent, onRefused = () => {}) =>
        client.subscribe(channel, { onEvent, onRefused }),
    },
    link,
  };
}
