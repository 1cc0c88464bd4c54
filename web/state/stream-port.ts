import type { StreamEvent } from "../socket/stream-event.ts";

/** What the page needs of the stream: `web/socket`'s client fits it. */
export interface StreamPort {
  /**
   * Events of the channel in order, without repetition or hole, until the returned function is called.
   * @param onRefused the channel does not exist, or no longer: nothing comes any more.
   */
  subscribe(channel: string, onEvent: (message: StreamEvent) => void, onRefused?: () => void): () => void;
}
