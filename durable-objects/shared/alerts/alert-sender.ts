import type { Firing } from "../../../market/alerts/firing.ts";
import { Outbox } from "../../symbol-hub/outbox.ts";
import type { FiringRow, FiringTable, FiringTarget } from "./firing-table.ts";

/** Brings firings to where they go; rejects when it cannot. */
export type SendFirings = (firings: readonly Firing[]) => Promise<void>;

export interface AlertSenderPorts {
  readonly place: string;
  readonly send: Readonly<Record<FiringTarget, SendFirings>>;
  /** The machine's clock, and numbers in [0, 1). */
  readonly now: () => number;
  readonly random: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

/** People wait for alerts: a failed attempt is repeated sooner than one of bars. */
const FIRST_WAIT_MS = 1_000;

/** Brings firings to the owner's log and to D1, each in order and at least once; both take each once. */
export class AlertSender {
  readonly #place: string;
  readonly #outboxes: readonly Outbox<FiringRow>[];
  readonly #firings: FiringTable;
  /** False when nothing is known to wait: asked once after a start. */
  #owes = true;
  #sending: Promise<void> | undefined;

  constructor(firings: FiringTable, { place, send, ...rest }: AlertSenderPorts) {
    this.#place = place;
    this.#firings = firings;
    this.#outboxes = (["log", "d1"] as const).map(
      (target) =>
        new Outbox<FiringRow>({
          ...{ name: `alerts to ${target}`, table: firings.outboxTo(target), firstWaitMs: FIRST_WAIT_MS },
          send: (_place, rows) => send[target](rows.map(({ firing }) => firing)),
          ...rest,
        }),
    );
  }

  /** There are new firings. */
  onWritten(): void {
    this.#owes = true;
    void this.flush();
  }

  /** Sends what waits, unless it failed a moment ago. Cheap where nothing does. Never rejects. */
  async flush(): Promise<void> {
    if (!this.#owes) return;
    this.#sending ??= this.#flush().finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  get owes(): boolean {
    return this.#firings.depth() > 0;
  }

  async #flush(): Promise<void> {
    await Promise.all(this.#outboxes.map((outbox) => outbox.flush(this.#place)));
    this.#owes = this.owes;
  }
}
