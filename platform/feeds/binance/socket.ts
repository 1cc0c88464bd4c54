import type { FeedFailure } from "../feed.ts";

/** What an opening socket tells. After `onRefused` or `onClose` nothing more is told. */
export interface SocketEvents {
  onOpen(): void;
  onFrame(text: string): void;
  /** A frame that is not text. */
  onBinary(bytes: number): void;
  /** An open socket has closed. */
  onClose(detail: string): void;
  /** The handshake failed; the failure is as exact as the platform lets it be known. */
  onRefused(failure: FeedFailure, retryAfterMs: number | null, detail: string): void;
}

/**
 * Opens a WebSocket to a ws(s) or http(s) URL and tells what happens, never before it returns. The
 * returned function closes it, in any state and without further events.
 */
export type OpenSocket = (url: string, events: SocketEvents) => () => void;
