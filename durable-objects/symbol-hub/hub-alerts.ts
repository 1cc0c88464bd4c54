import type { ReadRules } from "../../contract/alerts.ts";
import { AlertSender, type SendFirings } from "../shared/alerts/alert-sender.ts";
import { FiringTable, type FiringTarget } from "../shared/alerts/firing-table.ts";
import { RuleSync } from "../shared/alerts/rule-sync.ts";
import { RuleTable } from "../shared/alerts/rule-table.ts";
import type { Core } from "./core.ts";
import type { Sql } from "./sql.ts";

/** Where rules of alerts come from, and what they have brought goes to. */
export interface AlertPorts {
  readonly read: ReadRules;
  readonly send: Readonly<Record<FiringTarget, SendFirings>>;
}

export interface HubAlertTools {
  readonly sql: Sql;
  /** Undefined: there are no rules. */
  readonly alerts?: AlertPorts;
  readonly now: () => number;
  readonly random?: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

/** What a hub does for alerts beside watching: rules in, firings out; the latter also when the symbol was removed. */
export class HubAlerts {
  readonly #tools: HubAlertTools;
  readonly #firings: FiringTable;
  #sender: AlertSender | undefined;
  #rules: RuleSync | undefined;
  #core: Core | undefined;

  /** @param place the symbol that the hub has followed last; undefined where it never did. */
  constructor(tools: HubAlertTools, place: string | undefined) {
    this.#tools = tools;
    this.#firings = new FiringTable(tools.sql, new RuleTable(tools.sql));
    if (place !== undefined) this.#sender = this.#newSender(place);
  }

  get owes(): boolean {
    return this.#firings.depth() > 0;
  }

  /** The symbol runs: reads the rules that were made while it did not. */
  open(core: Core): void {
    this.#core = core;
    this.#sender = this.#newSender(core.symbol);
    this.#rules = this.#newRules(core);
    void this.#rules?.keep();
  }

  close(): void {
    this.#core = undefined;
    this.#rules = undefined;
  }

  onWritten(): void {
    this.#sender?.onWritten();
  }

  /** Called each second. */
  async flush(): Promise<void> {
    await this.#sender?.flush();
  }

  /** Called each half minute. */
  async keep(): Promise<void> {
    await Promise.all([this.flush(), this.#rules?.keep()]);
  }

  /** Takes in every change of rules that was stored before. Rejects where D1 does not answer. */
  async sync(): Promise<void> {
    await this.#rules?.sync();
  }

  #newSender(place: string): AlertSender | undefined {
    const { now, random = Math.random, onError, alerts } = this.#tools;
    if (alerts === undefined) return undefined;
    return new AlertSender(this.#firings, { place, send: alerts.send, now, random, onError });
  }

  #newRules(core: Core): RuleSync | undefined {
    const { now, onError, alerts } = this.#tools;
    if (alerts === undefined) return undefined;
    return new RuleSync({
      ...{ place: core.symbol, read: alerts.read, now, onError },
      version: () => core.alerts.version,
      apply: (changes) => {
        // A read that ends when the symbol has been removed, or runs anew, changes nothing.
        if (this.#core === core) core.changeAlerts(changes);
      },
    });
  }
}
