import type { Decision, Levels, Signal, SignalEvent } from "../../market/signals/signal.ts";
import { VOTERS, type Voter } from "../../market/signals/weights.ts";
import { netReturn } from "./signal-run.ts";
import { type ColumnOf, columnOf } from "./table.ts";

/** The same columns of something that each row has. */
function inner<Row, Part>(columns: readonly ColumnOf<Part>[], part: (row: Row) => Part): ColumnOf<Row>[] {
  return columns.map(({ name, kind, of }) => ({ name, kind, of: (row) => of(part(row)) }));
}

type Told = Levels | null;
const LEVEL_COLUMNS: readonly ColumnOf<Told>[] = [
  columnOf("entry", "number", (levels) => levels?.entry ?? null),
  columnOf("entryLow", "number", (levels) => levels?.entryLow ?? null),
  columnOf("entryHigh", "number", (levels) => levels?.entryHigh ?? null),
  columnOf("stopLoss", "number", (levels) => levels?.stopLoss ?? null),
  columnOf("target1", "number", (levels) => levels?.takeProfits[0] ?? null),
  columnOf("target2", "number", (levels) => levels?.takeProfits[1] ?? null),
  columnOf("target3", "number", (levels) => levels?.takeProfits[2] ?? null),
  columnOf("atr", "number", (levels) => levels?.atr ?? null),
  columnOf("riskReward", "number", (levels) => levels?.riskReward ?? null),
];

const BELIEF_COLUMNS: readonly ColumnOf<Decision>[] = [
  columnOf("confidence", "number", ({ confidence }) => confidence.value),
  columnOf("confidenceN", "number", ({ confidence }) => confidence.n),
  columnOf("expectancy", "number", ({ move }) => move?.expectancy ?? null),
];

const REASONS = columnOf<Decision>("reasons", "text", ({ reasons }) => reasons.join(" "));

/** −1 to 1; empty where there was none. The pattern's and the model's votes go by their own names in the record. */
function voteOf({ votes }: Decision, voter: Voter): number | null {
  return votes.find(({ source }) => source.split(":")[0] === voter)?.vote ?? null;
}

/** A row a bar. */
export const DECISION_COLUMNS: readonly ColumnOf<Decision>[] = [
  columnOf("openTime", "time", ({ openTime }) => openTime),
  columnOf("closeTime", "time", ({ closeTime }) => closeTime),
  columnOf("decision", "text", ({ signal }) => signal),
  columnOf("score", "number", ({ score }) => score),
  ...inner(LEVEL_COLUMNS, (row: Decision) => row.levels),
  ...BELIEF_COLUMNS,
  ...VOTERS.map((voter) => columnOf<Decision>(`vote.${voter}`, "number", (row) => voteOf(row, voter))),
  REASONS,
];

/** A row a signal, as it stood last. */
export const SIGNAL_COLUMNS: readonly ColumnOf<Signal>[] = [
  columnOf("id", "text", ({ id }) => id),
  columnOf("openTime", "time", ({ decision }) => decision.openTime),
  columnOf("issuedAt", "time", ({ issuedAt }) => issuedAt),
  columnOf("side", "text", ({ side }) => side),
  columnOf("score", "number", ({ decision }) => decision.score),
  ...inner(LEVEL_COLUMNS, (row: Signal) => row.decision.levels),
  ...inner(BELIEF_COLUMNS, (row: Signal) => row.decision),
  columnOf("status", "text", ({ status }) => status),
  columnOf("target1At", "time", ({ touchedAt }) => touchedAt[0]),
  columnOf("target2At", "time", ({ touchedAt }) => touchedAt[1]),
  columnOf("target3At", "time", ({ touchedAt }) => touchedAt[2]),
  columnOf("closedAt", "time", ({ closedAt }) => closedAt),
  columnOf("closeReason", "text", ({ closeReason }) => closeReason),
  columnOf("closePrice", "number", ({ closePrice }) => closePrice),
  columnOf("bars", "number", ({ age }) => age),
  columnOf("best", "number", ({ best }) => best),
  columnOf("worst", "number", ({ worst }) => worst),
  columnOf("netReturn", "number", netReturn),
  ...inner([REASONS], (row: Signal) => row.decision),
];

/** When and at what price it happened. */
function happened(event: SignalEvent): { readonly at: number | null; readonly price: number | null } {
  const { signal } = event;
  const { levels } = signal.decision;
  switch (event.kind) {
    case "issued":
      return { at: signal.issuedAt, price: levels?.entry ?? null };
    case "target":
      return {
        at: signal.touchedAt[event.target - 1] ?? null,
        price: levels?.takeProfits[event.target - 1] ?? null,
      };
    default:
      return { at: signal.closedAt, price: signal.closePrice };
  }
}

/** A row an event. */
export const EVENT_COLUMNS: readonly ColumnOf<SignalEvent>[] = [
  columnOf("at", "time", (event) => happened(event).at),
  columnOf("event", "text", ({ kind }) => kind),
  columnOf("target", "number", (event) => (event.kind === "target" ? event.target : null)),
  columnOf("id", "text", ({ signal }) => signal.id),
  columnOf("side", "text", ({ signal }) => signal.side),
  columnOf("price", "number", (event) => happened(event).price),
  columnOf("closeReason", "text", ({ signal }) => signal.closeReason),
  columnOf("netReturn", "number", ({ signal }) => netReturn(signal)),
];
