import type { ClockOptions } from "./clock.ts";
import type { FaultPlanInput } from "./faults/plan.ts";

/** How a replay exchange is set up. Everything has a default. */
export interface ReplayOptions extends ClockOptions {
  /** Port on 127.0.0.1; a free one when 0 or absent. */
  readonly port?: number | undefined;
  /** A folder of recorded trades or klines; the market is generated when absent. */
  readonly data?: string | undefined;
  /** Recorded data are moved to the start ("now", the default) or keep their own time ("none"). */
  readonly shift?: "now" | "none" | undefined;
  /**
   * Exchange time whose minute the recordings' first minute is moved to; the start when absent. One that starts
   * again with the same anchor goes on as if it had never stopped, ids included.
   */
  readonly anchor?: number | undefined;
  /** Symbols listed, in order; those that were not recorded are generated. */
  readonly symbols?: readonly string[] | undefined;
  /** Seed of the generated market. */
  readonly seed?: number | undefined;
  /** Multiplies the generated market's trades a second. */
  readonly rate?: number | undefined;
  /** Days of history before the start. */
  readonly historyDays?: number | undefined;
  readonly faults?: FaultPlanInput | undefined;
  /** How often sockets are pinged (20 s), and how long a pong may take (60 s), on the machine's clock. */
  readonly pingMs?: number | undefined;
  readonly pongMs?: number | undefined;
  /** Request weight a minute before 429. */
  readonly weightLimit?: number | undefined;
}
