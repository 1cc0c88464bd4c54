import type { SourceFailure, SourceId, SourceRefusal, SourceStatus } from "../../contract/market.ts";
import { withDeadline } from "../deadline.ts";
import { stateOf } from "./breaker.ts";
import { type BudgetLimits, hasSpare, windowsOf } from "./budget.ts";
import { admit, failed, type Gate, NEW_GATE, NO_COUNTS, succeeded } from "./gate.ts";
import { type MarketSource, SourceError, type Told } from "./source.ts";

/** How long one source, and all of them together, may take for an answer. */
const SOURCE_MS = 4_000;
export const OVERALL_MS = 10_000;
/** Not worth a request any more. */
const LEAST_MS = 250;

/** A source that may be asked, with what it may cost. Why one is not used at all is told by `unused`. */
export interface UsedSource {
  readonly source: MarketSource;
  readonly keyed: boolean;
  readonly limits: BudgetLimits | null;
}

export type Gates = Readonly<Partial<Record<SourceId, Gate>>>;

export interface AskerPorts {
  /** In the order in which they are tried. */
  readonly sources: readonly UsedSource[];
  readonly now: () => number;
  /** Told after every change, before the request that it counts is sent. */
  readonly save: (gates: Gates) => void;
}

/** Asks sources one after the other, each through its gate. */
export class Asker {
  readonly #ports: AskerPorts;
  #gates: Gates;
  /** Sources whose breaker is half open and being tried. */
  readonly #probing = new Set<SourceId>();

  constructor(ports: AskerPorts, gates: Gates) {
    this.#ports = ports;
    this.#gates = gates;
  }

  get gates(): Gates {
    return this.#gates;
  }

  /** The sources that can answer a kind of question, in order. */
  able<T>(method: (source: MarketSource) => T | undefined): { readonly used: UsedSource; readonly ask: T }[] {
    return this.#ports.sources.flatMap((used) => {
      const ask = method(used.source);
      return ask === undefined ? [] : [{ used, ask }];
    });
  }

  /**
   * One request to one source, if its gate lets it through and time is left.
   * @param until on the machine's clock, for all sources together.
   * @param spareOnly for a question that anybody may cause: it may spend what the plan does not need.
   */
  async ask<T>(
    used: UsedSource,
    request: (timeoutMs: number) => Promise<Told<T>>,
    until: number,
    spareOnly = false,
  ): Promise<{ readonly value: T } | SourceRefusal> {
    const { now } = this.#ports;
    const { id } = used.source;
    const startedAt = now();
    const timeoutMs = Math.min(SOURCE_MS, until - startedAt);
    if (timeoutMs < LEAST_MS) return { source: id, failure: "timeout" };
    const gate = this.#gateOf(id);
    const probe = stateOf(gate.breaker, startedAt) === "half_open";
    if (probe && this.#probing.has(id)) return { source: id, failure: "breaker_open" };
    if (spareOnly && used.limits !== null && !hasSpare(gate.budget, used.limits, startedAt)) {
      return { source: id, failure: "over_budget" };
    }
    const admitted = admit(gate, used.limits, startedAt);
    if (typeof admitted === "string") return { source: id, failure: admitted };
    this.#keep(id, admitted);
    if (probe) this.#probing.add(id);
    try {
      // Whatever an answer does to its reader, it costs its own source only.
      const answer = request(timeoutMs).catch((error: unknown) => {
        throw sourceError(error, "malformed");
      });
      // A source whose own time-out fails holds up nobody either.
      const told = await withDeadline(answer, timeoutMs + LEAST_MS, id).catch((error: unknown) => {
        throw sourceError(error, "timeout");
      });
      const at = now();
      this.#keep(id, succeeded(this.#gateOf(id), at, at - startedAt, told.badRows));
      return { value: told.value };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#keep(id, failed(this.#gateOf(id), error.failure, error.retryAfterMs, now()));
      return { source: id, failure: error.failure };
    } finally {
      this.#probing.delete(id);
    }
  }

  /** Counts anew; budgets, breakers and days stay. */
  resetCounts(): void {
    const entries = Object.entries(this.#gates).map(([id, gate]) => [id, { ...gate, counts: NO_COUNTS }]);
    this.#gates = Object.fromEntries(entries);
    this.#ports.save(this.#gates);
  }

  /** The used sources as they stand, in order. */
  statuses(): SourceStatus[] {
    const now = this.#ports.now();
    return this.#ports.sources.map(({ source: { id }, keyed, limits }, order) => {
      const gate = this.#gateOf(id);
      const state = stateOf(gate.breaker, now);
      return {
        source: id,
        order,
        unused: null,
        keyed,
        reachable: reachable(gate),
        latencyMs: gate.latencyMs,
        lastOkAt: gate.lastOkAt,
        lastFailureAt: gate.lastFailureAt,
        lastFailure: gate.lastFailure,
        breaker: {
          state,
          failures: gate.breaker.failures,
          retryAt: state === "open" ? gate.breaker.openUntil : null,
        },
        waitUntil: gate.waitUntil > now ? gate.waitUntil : null,
        budget: limits === null ? [] : windowsOf(gate.budget, limits, now),
        counts: gate.counts,
      };
    });
  }

  #gateOf(id: SourceId): Gate {
    return this.#gates[id] ?? NEW_GATE;
  }

  #keep(id: SourceId, gate: Gate): void {
    this.#gates = { ...this.#gates, [id]: gate };
    this.#ports.save(this.#gates);
  }
}

function sourceError(error: unknown, otherwise: SourceFailure): SourceError {
  return error instanceof SourceError ? error : new SourceError(otherwise, String(error));
}

/** A source that refused or limited us was reached, but not for us: what counts is whether it answered. */
function reachable({ lastOkAt, lastFailureAt }: Gate): boolean | null {
  if (lastOkAt === null && lastFailureAt === null) return null;
  return (lastOkAt ?? -1) >= (lastFailureAt ?? -1);
}
