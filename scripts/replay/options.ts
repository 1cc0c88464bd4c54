import type { ClockOptions } from "./clock.ts";
import type { FaultPlanInput } from "./faults/plan.ts";

/** How a replay exchange is set up. Everything has a default. */
export interface ReplayOptions extends ClockOptions {
  /** Port on 127.0.0.1; a free one when 0 or absent. */
  readonly port?: number | undefined;
  /** Symbols of the generated market; ignored where recorded data are given. */
  readonly symbols?: readonly string[] | undefined;
  /** Seed of the generated market. */
  readonly seed?: number | undefined;
  /** Multiplies the generated market's trades a second. */
  readonly rate?: number | undefined;
  /** Days of history before the start. */
  readonly historyDays?: number | undefined;
  readonly faults?: FaultPlanInput | undefined;
  /** Request weight a minute before 429. */
  readonly weightLimit?: number | undefined;
}
