import type { ReadRules } from "../../contract/alerts.ts";
import { isLivePairTimeframe, type LivePairTimeframe } from "../../contract/live-pairs.ts";
import type { PairValue } from "../../market/pairs/pair-value.ts";
import { AlertSender, type SendFirings } from "../shared/alerts/alert-sender.ts";
import type { FiringTarget } from "../shared/alerts/firing-table.ts";
import { PlacedAlerts } from "../shared/alerts/placed-alerts.ts";
import { RuleSync } from "../shared/alerts/rule-sync.ts";
import type { Sql } from "../symbol-hub/sql.ts";
import type { PairWatcher } from "./pair-ports.ts";

export interface PairAlertsPorts {
  /** The pair's name. */
  readonly place: string;
  readonly sql: Sql;
  readonly read: ReadRules;
  readonly send: Readonly<Record<FiringTarget, SendFirings>>;
  readonly now: () => number;
  readonly random: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

/** The alerts on a pair's z-scores: decided on final values, in the transaction that stores them. */
export class PairAlerts implements PairWatcher {
  readonly #alerts: PlacedAlerts;
  readonly #sender: AlertSender;
  readonly #rules: RuleSync;

  constructor({ place, sql, read, send, now, random, onError }: PairAlertsPorts) {
    // What fires does so within a transaction that ends with `settle`.
    this.#alerts = new PlacedAlerts(sql, () => {});
    this.#sender = new AlertSender(this.#alerts.firings, { place, send, now, random, onError });
    this.#rules = new RuleSync({
      ...{ place, read, now, onError },
      version: () => this.#alerts.version,
      apply: (changes) => {
        sql.transaction(() => {
          this.#alerts.apply(changes);
          this.#alerts.settle(null);
        });
        this.stored();
      },
    });
  }

  get version(): number {
    return this.#alerts.version;
  }

  /** Whether there is anything to do for the object of a pair that nobody follows. */
  get isBusy(): boolean {
    return this.#alerts.isWatching || this.#sender.owes;
  }

  timeframes(): readonly LivePairTimeframe[] {
    return this.#alerts.book.timeframes().filter(isLivePairTimeframe);
  }

  onFinal(timeframe: LivePairTimeframe, value: PairValue, isNew: boolean): void {
    // What was told of a value stays: a correction makes no rule fire, and takes nothing back.
    if (!isNew) return;
    const { openTime, closeTime, zScore } = value;
    this.#alerts.book.expire(closeTime);
    this.#alerts.book.onZScore({ timeframe, openTime, closeTime, zScore });
  }

  settle(): void {
    this.#alerts.settle(null);
  }

  stored(): void {
    if (this.#alerts.takeWritten()) this.#sender.onWritten();
  }

  /** Takes in every change of rules that was stored before. Rejects where D1 does not answer. */
  async sync(): Promise<void> {
    await this.#rules.sync();
  }

  /** Called every few seconds while the object is awake. Never rejects. */
  async keep(): Promise<void> {
    await Promise.all([this.#sender.flush(), this.#rules.keep()]);
  }
}
