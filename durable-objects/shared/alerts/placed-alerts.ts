import type { RuleChanges } from "../../../contract/alerts.ts";
import type { Firing } from "../../../market/alerts/firing.ts";
import { newRuleState } from "../../../market/alerts/rule.ts";
import { RuleBook } from "../../../market/alerts/rule-book.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import type { Sql } from "../../symbol-hub/sql.ts";
import { FiringTable } from "./firing-table.ts";
import { RuleTable } from "./rule-table.ts";

const VERSION = "version";

/**
 * The rules of a symbol or pair in the object that watches for them. What they remember, and what they have brought, is
 * written in the transaction of what made them fire ([ALERT-20]): a crash leaves all of it or nothing.
 */
export class PlacedAlerts {
  readonly book: RuleBook;
  readonly firings: FiringTable;
  readonly #rules: RuleTable;
  readonly #mustStore: () => void;
  #unwritten: Firing[] = [];
  #written = false;

  /** @param mustStore a rule has fired: the owner is to call `settle` in a transaction with its own state soon. */
  constructor(sql: Sql, mustStore: () => void) {
    this.#rules = new RuleTable(sql);
    this.firings = new FiringTable(sql, this.#rules);
    this.#mustStore = mustStore;
    this.book = new RuleBook((firing) => {
      this.#unwritten.push(firing);
      this.#mustStore();
    });
    for (const { rule, state } of this.#rules.all()) this.book.put(rule, state);
  }

  /** The newest change of the rules that was taken in. */
  get version(): number {
    return this.#rules.mark(VERSION);
  }

  /** Whether a rule is watched for. */
  get isWatching(): boolean {
    for (const { state } of this.book.all()) if (state.ended === null) return true;
    return false;
  }

  /**
   * Takes in what has changed since `version`; idempotent. Within a transaction with all that the owner has taken in:
   * from there on the rules see what comes, after a crash too.
   * @returns whether anything has changed.
   */
  apply({ version, rules }: RuleChanges): boolean {
    const known = this.version;
    if (version === known) return false;
    if (version < known) {
      // What is stored was put back to an earlier time: all of it came, and what did not come is not there.
      const there = new Set(rules.map(({ rule }) => rule.id));
      for (const { rule } of [...this.book.all()]) if (!there.has(rule.id)) this.#remove(rule.id);
    }
    for (const { rule, active } of rules) {
      if (!active) this.#remove(rule.id);
      else if (this.book.get(rule.id)?.rule.generation !== rule.generation) {
        const state = newRuleState();
        this.book.put(rule, state);
        this.#rules.put(rule, state);
      }
    }
    this.#rules.setMark(VERSION, version);
    return true;
  }

  /**
   * Writes what has changed. Within the owner's transaction.
   * @param passed the exchange's time behind which nothing comes any more; null where that is not known.
   */
  settle(passed: EpochMs | null): void {
    if (passed !== null) this.book.expire(passed);
    for (const { rule, state } of this.book.changed) this.#rules.putState(rule.id, state);
    this.book.changed.clear();
    for (const firing of this.#unwritten) this.firings.put(firing);
    this.#written ||= this.#unwritten.length > 0;
    this.#unwritten = [];
  }

  /** Whether firings were written since the last call: they may go out now. */
  takeWritten(): boolean {
    const written = this.#written;
    this.#written = false;
    return written;
  }

  #remove(id: string): void {
    if (this.book.get(id) === undefined) return;
    this.book.remove(id);
    this.#rules.delete(id);
  }
}
