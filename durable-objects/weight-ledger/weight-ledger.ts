import { DurableObject } from "cloudflare:workers";
import type { WeightLease, WeightLedgerRpc, WeightReport, WeightStats } from "../../contract/rpc.ts";
import type { Env } from "../../platform/env.ts";
import * as core from "./ledger.ts";

const BANNED_UNTIL = "bannedUntil";

/**
 * The exchange's request weight behind one outgoing address, leased to hubs and jobs. A minute's counts
 * are cheap to lose: the next answer's header tells them again. A ban is not, so it alone is stored.
 */
export class WeightLedger extends DurableObject<Env> implements WeightLedgerRpc {
  private ledger: core.Ledger;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.ledger = core.newLedger(ctx.storage.kv.get<number>(BANNED_UNTIL) ?? 0);
  }

  async lease(weight: number, purpose: core.WeightPurpose): Promise<WeightLease> {
    const result = core.lease(this.ledger, weight, purpose, Date.now());
    this.ledger = result.ledger;
    return result.lease;
  }

  async report(report: WeightReport): Promise<void> {
    this.ledger = core.report(this.ledger, report, Date.now());
    if (report.status === 418) this.ctx.storage.kv.put(BANNED_UNTIL, this.ledger.stoppedUntil);
  }

  async getStats(): Promise<WeightStats> {
    return core.stats(this.ledger, Date.now());
  }
}
