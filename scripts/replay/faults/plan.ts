import { z } from "zod";

const rate = z.number().min(0).max(1);
const seconds = z.number().positive().max(86_400);
const symbol = z.string().regex(/^[A-Z0-9]{2,20}$/);

/** How often something goes wrong by itself: a share of trade frames, or of REST requests. */
export const RATES = [
  "drop",
  "duplicate",
  "reorder",
  "delay",
  "malformed",
  "disconnect",
  "rateLimit",
  "ban",
  "blocked",
  "forbidden",
  "serverError",
] as const;
export type RateName = (typeof RATES)[number];

const ActionSchema = z.discriminatedUnion("do", [
  /** Every socket breaks without a closing handshake. */
  z.strictObject({ do: z.literal("disconnect") }),
  /** Sockets stay open and say nothing; what was due is lost. */
  z.strictObject({ do: z.literal("mute"), forSeconds: seconds.default(15) }),
  /** One broken frame on every socket. */
  z.strictObject({ do: z.literal("malformed") }),
  /** `serverShutdown` on every socket, which then closes. */
  z.strictObject({ do: z.literal("shutdown"), graceSeconds: seconds.default(10) }),
  /** REST requests, or socket handshakes, or both, are refused. */
  z.strictObject({
    do: z.literal("refuse"),
    status: z.literal([429, 418, 451, 403, 500, 502, 503, 504]),
    forSeconds: seconds.default(10),
    retryAfterSeconds: seconds.optional(),
    scope: z.enum(["rest", "ws", "both"]).default("rest"),
  }),
  /** The next closed 1m klines of a symbol tell something untrue; with `rest`, over REST too. */
  z.strictObject({
    do: z.literal("falsify"),
    symbol,
    klines: z.number().int().min(1).max(1_000).default(1),
    field: z.enum(["open", "high", "low", "close", "volume", "quote", "n"]).default("volume"),
    rest: z.boolean().default(false),
  }),
]);
export type FaultAction = z.infer<typeof ActionSchema>;

const ScheduledSchema = z
  .object({ at: seconds.optional(), every: seconds.optional() })
  .loose()
  .transform(({ at, every, ...action }, context) => {
    if ((at === undefined) === (every === undefined)) {
      context.addIssue({ code: "custom", message: "give either `at` or `every`, in seconds" });
    }
    const parsed = ActionSchema.safeParse(action);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        context.addIssue({ code: "custom", message: issue.message, path: issue.path });
      }
      return z.NEVER;
    }
    return { at, every, action: parsed.data };
  });

const PlanSchema = z.strictObject({
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  rates: z.strictObject(Object.fromEntries(RATES.map((name) => [name, rate.optional()]))).default({}),
  /** How long a delayed frame is late. */
  delayMs: z.number().int().min(1).max(60_000).default(500),
  /** What a 429 or 418 that comes by rate asks for. */
  retryAfterSeconds: seconds.default(5),
  schedule: z.array(ScheduledSchema).max(100).default([]),
});
export type FaultPlan = z.infer<typeof PlanSchema>;
export type FaultPlanInput = z.input<typeof PlanSchema>;

/** Nothing goes wrong. */
export const NO_FAULTS: FaultPlan = PlanSchema.parse({});

/** What `POST /__faults` and `REPLAY_FAULTS` take: a plan, something to do at once, or both. */
export interface FaultRequest {
  readonly plan: FaultPlan | undefined;
  readonly now: FaultAction | undefined;
}

/** @throws Error that names every wrong field. */
export function parseFaults(input: unknown): FaultRequest {
  const body = z.looseObject({ now: z.unknown().optional() }).safeParse(input);
  if (!body.success) throw new Error("a fault plan is a JSON object");
  const { now, ...rest } = body.data;
  const problems: string[] = [];
  const action =
    now === undefined ? undefined : ActionSchema.safeParse(typeof now === "string" ? { do: now } : now);
  const plan = Object.keys(rest).length === 0 && now !== undefined ? undefined : PlanSchema.safeParse(rest);
  for (const [name, result] of [["now", action] as const, ["", plan] as const]) {
    if (result === undefined || result.success) continue;
    for (const issue of result.error.issues) {
      problems.push(`${[name, ...issue.path].filter((part) => part !== "").join(".")}: ${issue.message}`);
    }
  }
  if (problems.length > 0) throw new Error(`bad fault plan: ${problems.join("; ")}`);
  return { plan: plan?.data, now: action?.data };
}
