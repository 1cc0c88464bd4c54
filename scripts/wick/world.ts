/** What a command touches of the world outside. */
export interface World {
  /** Folder that relative paths start from. */
  readonly folder: string;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Standard output; resolves when more may come. */
  write(piece: string | Uint8Array): Promise<void>;
  /** A line on standard error. */
  notice(text: string): void;
  /** How far the work is, where somebody watches; an empty text takes it away. */
  progress(text: string): void;
}
