import type { PlacedRule, RuleChanges } from "../../../contract/alerts.ts";
import type { AlertPorts } from "../../../durable-objects/symbol-hub/hub-alerts.ts";
import type { Firing } from "../../../market/alerts/firing.ts";
import type { AlertRule } from "../../../market/alerts/rule.ts";
import type { Random } from "../../../scripts/replay/model/random.ts";

/** Where rules are kept and firings arrive: both fail at times, also behind their work. */
export class SimAlerts implements AlertPorts {
  /** What arrived, in the order in which it did first, by id; and how often. */
  readonly log = new Map<string, Firing>();
  readonly d1 = new Map<string, Firing>();
  resent = 0;
  readonly #place: string;
  readonly #random: Random;
  readonly #mayFail: () => boolean;
  #version = 0;
  readonly #rules = new Map<string, PlacedRule>();

  constructor(place: string, random: Random, mayFail: () => boolean) {
    this.#place = place;
    this.#random = random;
    this.#mayFail = mayFail;
  }

  get isEmpty(): boolean {
    return this.#version === 0;
  }

  put(rule: AlertRule, active = true): void {
    this.#version += 1;
    this.#rules.set(rule.id, { rule, active, version: this.#version });
  }

  readonly read = async (place: string, since: number): Promise<RuleChanges> => {
    if (place !== this.#place) throw new Error(`rules of ${place} were asked for`);
    const rules = [...this.#rules.values()].filter(({ version }) => version > since);
    return { version: this.#version, rules };
  };

  readonly send = {
    log: async (firings: readonly Firing[]) => this.#take(this.log, firings),
    d1: async (firings: readonly Firing[]) => this.#take(this.d1, firings),
  };

  #take(known: Map<string, Firing>, firings: readonly Firing[]): void {
    const fate = this.#mayFail() ? this.#random() : 1;
    if (fate < 0.2) throw new Error("it is away");
    for (const firing of firings) {
      if (known.has(firing.id)) this.resent += 1;
      else known.set(firing.id, firing);
    }
    if (fate < 0.4) throw new Error("the answer was lost");
  }
}
