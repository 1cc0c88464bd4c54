import { z } from "zod";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

/** Said wherever signals are shown. */
export const DISCLAIMER =
  "Computed by fixed rules from past prices; most such rules lose money after costs. No investment advice.";

export const SideSchema = z.enum(["BUY", "SELL"]);
export const SignalStatusSchema = z.enum(["active", "closed", "expired"]);
export const CloseReasonSchema = z.enum(["stop", "target3", "opposite", "expired"]);

const price = z.number().meta({ description: "In the quote asset." });
const ratio = z.number().meta({ description: "A share of the price: 0.01 is one percent." });

export const VoteSchema = z
  .object({
    source: z.string().meta({ example: "rsi" }),
    vote: z.number().min(-1).max(1).meta({ description: "-1 speaks for selling, 1 for buying." }),
    weight: z.number().meta({ description: "Its share of the score; those of all votes sum to 1." }),
    evidence: z
      .record(z.string(), z.number())
      .meta({ description: "The numbers that it rests on, by name." }),
    reason: z.string(),
  })
  .meta({ id: "Vote" });

export const LevelsSchema = z
  .object({
    entry: price,
    entryLow: price,
    entryHigh: price,
    stopLoss: price,
    takeProfits: z.tuple([price, price, price]),
    atr: price,
    riskReward: z.number(),
  })
  .meta({ id: "Levels" });

export const ConfidenceSchema = z
  .object({
    value: z.number().nullable().meta({
      description:
        "How often target 1 came before the stop, 0 to 1; null: uncalibrated, fewer than 200 cases.",
    }),
    n: z.number().int(),
    bucket: z.tuple([z.number(), z.number()]).meta({ description: "Bounds of |score| that were counted." }),
    basis: z.string().meta({ description: "What was counted: symbols, period, rules." }),
  })
  .meta({ id: "Confidence" });

export const DecisionSchema = z
  .object({
    openTime: EpochMsSchema,
    closeTime: EpochMsSchema,
    signal: z.enum(["BUY", "SELL", "HOLD"]),
    score: z.number().min(-1).max(1),
    votes: z.array(VoteSchema),
    levels: LevelsSchema.nullable().meta({
      description: "For HOLD: those that the score's sign would have had. Null where there is no ATR yet.",
    }),
    move: z
      .object({
        toTarget1: ratio,
        toStop: ratio,
        costs: ratio,
        expectancy: ratio.nullable().meta({
          description: "What such a trade gave on average, after costs; null: uncalibrated.",
        }),
      })
      .nullable(),
    confidence: ConfidenceSchema,
    reasons: z.array(z.string()),
    version: z.string(),
  })
  .meta({ id: "Decision" });

export const SignalSchema = z
  .object({
    id: z.string().meta({ example: "BTCUSDT:1h:1723161600000" }),
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    side: SideSchema,
    status: SignalStatusSchema,
    issuedAt: EpochMsSchema,
    decision: DecisionSchema,
    touchedAt: z
      .tuple([EpochMsSchema.nullable(), EpochMsSchema.nullable(), EpochMsSchema.nullable()])
      .meta({ description: "When targets 1, 2 and 3 were touched." }),
    closedAt: EpochMsSchema.nullable(),
    closeReason: CloseReasonSchema.nullable(),
    closePrice: price.nullable(),
    age: z.number().int().meta({ description: "Final bars since it was issued." }),
    best: price.meta({ description: "Furthest price in its favour since." }),
    worst: price.meta({ description: "Furthest price against it since." }),
    returnAfterCosts: ratio.nullable().meta({
      description: "Of the whole trade, entry at the close of its bar; null while it is active.",
    }),
  })
  .meta({ id: "Signal" });
export type SignalView = z.infer<typeof SignalSchema>;

const disclaimer = z.string().meta({ example: DISCLAIMER });

/** What is decided of a symbol now, and what became of earlier signals. */
export const SymbolSignalsSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    asOf: EpochMsSchema.nullable().meta({ description: "Close of the bar that was decided on." }),
    final: z.literal(true).meta({ description: "Decided on final bars only." }),
    revision: z.number().int().nullable().meta({ description: "Of that bar." }),
    bars: z.number().int().meta({ description: "Final bars that were folded; few in a young series." }),
    decision: DecisionSchema.nullable().meta({ description: "Null while there is no final bar." }),
    unavailable: z.string().nullable().meta({ description: "Why there is no decision, where it failed." }),
    active: SignalSchema.nullable(),
    signals: z.array(SignalSchema).meta({ description: "Issued ones, newest first." }),
    cursor: z.string().nullable(),
    disclaimer,
  })
  .meta({ id: "SymbolSignals" });
export type SymbolSignals = z.infer<typeof SymbolSignalsSchema>;

export const SignalListSchema = z
  .object({
    signals: z.array(SignalSchema).meta({ description: "Newest first." }),
    cursor: z.string().nullable(),
    disclaimer,
  })
  .meta({ id: "SignalList" });

export const GeneratedSignalSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    issued: SignalSchema.nullable().meta({ description: "The signal that this request issued." }),
    active: SignalSchema.nullable(),
    decision: DecisionSchema.nullable(),
    disclaimer,
  })
  .meta({ id: "GeneratedSignal" });
export type GeneratedSignalView = z.infer<typeof GeneratedSignalSchema>;

/** What became of signals that are alike. Winners and losers are those that ended, by their return after costs. */
export const SignalOutcomesSchema = z
  .object({
    issued: z.number().int(),
    active: z.number().int(),
    ended: z.number().int(),
    winners: z.number().int(),
    losers: z.number().int().meta({ description: "Ended with nothing or less after costs." }),
    target1: z.number().int().meta({ description: "Touched target 1 before they ended." }),
    target2: z.number().int(),
    target3: z.number().int(),
    stopped: z.number().int(),
    opposite: z.number().int(),
    expired: z.number().int(),
    winRate: z.number().nullable().meta({ description: "Winners of those that ended." }),
    winRateLow: z.number().nullable().meta({ description: "Wilson's 95 % interval." }),
    winRateHigh: z.number().nullable(),
    meanReturn: ratio.nullable().meta({ description: "After costs, of those that ended: the expectancy." }),
    meanWin: ratio.nullable(),
    meanLoss: ratio.nullable(),
    worst: ratio.nullable(),
    best: ratio.nullable(),
    since: EpochMsSchema.nullable().meta({ description: "When the first of them was issued." }),
  })
  .meta({ id: "SignalOutcomes" });

export const SignalPerformanceSchema = z
  .object({
    total: SignalOutcomesSchema,
    groups: z.array(
      z.object({
        symbol: SymbolNameSchema,
        timeframe: TimeframeSchema,
        side: SideSchema,
        bucket: z.tuple([z.number(), z.number()]).meta({ description: "Bounds of |score|." }),
        outcomes: SignalOutcomesSchema,
      }),
    ),
    costs: ratio.meta({ description: "Of a round trip; in every return." }),
    asOf: EpochMsSchema,
    disclaimer,
  })
  .meta({ id: "SignalPerformance" });
export type SignalPerformance = z.infer<typeof SignalPerformanceSchema>;

/** A link of a symbol's chain; docs/spec/signals.md says how it is hashed. */
export const SignalRecordSchema = z
  .object({
    symbol: SymbolNameSchema,
    seq: z.number().int().min(1),
    previousHash: z.string().regex(/^[0-9a-f]{64}$/),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    at: EpochMsSchema,
    body: z.string().meta({ description: "Canonical JSON text of what happened." }),
  })
  .meta({ id: "SignalRecord" });

export const SignalRecordListSchema = z
  .object({
    symbol: SymbolNameSchema,
    records: z.array(SignalRecordSchema).meta({ description: "Oldest first." }),
    head: z.object({ seq: z.number().int(), hash: z.string() }).nullable().meta({
      description: "The last link as the symbol's hub has it; it may be newer than what is stored.",
    }),
    cursor: z.string().nullable(),
  })
  .meta({ id: "SignalRecordList" });
