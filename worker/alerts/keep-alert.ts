import { ALERT_LIMITS, ALERT_OWNER } from "../../contract/alerts.ts";
import { WickError } from "../../contract/errors.ts";
import { symbolsOfPair } from "../../contract/pairs.ts";
import type { NewAlert } from "../../contract/rest/alerts.ts";
import { conditionProblem } from "../../market/alerts/check-condition.ts";
import { type Condition, isPairCondition } from "../../market/alerts/condition.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import { changeAlert, createAlert, findAlert, type StoredAlert } from "../../platform/d1/alerts.ts";
import { withDeadline } from "../../platform/deadline.ts";
import type { Env } from "../../platform/env.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Registry } from "../registry.ts";
import { hubStub, pairStub } from "../stubs.ts";
import { refused, resolvePair } from "./place.ts";

/** How long a request waits for a hub to take a rule in; it does so by itself within a minute. */
const HUB_MS = 5_000;

export interface KeptAlert {
  readonly stored: StoredAlert;
  /** Whether its hub has it. */
  readonly live: boolean;
}

/** Stores a new alert and tells its hub. @throws WickError invalid_input, unknown_symbol, unavailable, limit_reached */
export async function keepAlert(env: Env, registry: Registry, wish: NewAlert): Promise<KeptAlert> {
  const { condition: wanted, symbol, pair, note, ...rest } = wish;
  if (wanted.type === "sentiment") {
    throw new WickError("unavailable", `There are no alerts on ${wanted.type}s yet.`);
  }
  const condition: Condition = wanted;
  const problem = conditionProblem(condition);
  if (problem !== null) throw refused(problem.path, problem.message);
  const place = await placeOf(registry, condition, symbol, pair);
  const least = condition.type === "price" && rest.repeat ? ALERT_LIMITS.priceRestMs : 0;
  const cooldownMs = Math.max(rest.cooldownMs, least);
  const rule: AlertRule = {
    ...{ id: crypto.randomUUID(), owner: ALERT_OWNER, place, generation: 1, condition, ...rest, cooldownMs },
  };
  const now = Date.now();
  if (!(await createAlert(env.DB, rule, note, now))) throw full(place);
  const stored = { rule, note, status: "active", createdAt: now, firedCount: 0, firedAt: null } as const;
  return { stored, live: await tellHub(env, place) };
}

/** Pauses an alert, or lets it begin anew. @throws WickError not_found, invalid_input, limit_reached */
export async function setAlert(env: Env, id: string, status: "active" | "paused"): Promise<KeptAlert> {
  const { rule, ...before } = await requireAlert(env, id);
  if (before.status !== status && !(await changeAlert(env.DB, rule, status))) {
    if (status === "active") throw full(rule.place);
    throw refused("status", `it has ${before.status} already`);
  }
  return { stored: await requireAlert(env, id), live: await tellHub(env, rule.place) };
}

/** Deletes an alert; its events stay. @returns whether its hub knows. @throws WickError not_found */
export async function dropAlert(env: Env, id: string): Promise<boolean> {
  const { rule } = await requireAlert(env, id);
  await changeAlert(env.DB, rule, "deleted");
  return await tellHub(env, rule.place);
}

/** @throws WickError not_found */
export async function requireAlert(env: Env, id: string): Promise<StoredAlert> {
  const stored = await findAlert(env.DB, ALERT_OWNER, id);
  if (stored === undefined) throw new WickError("not_found", "There is no such alert.");
  return stored;
}

/** Lets a place's hub read what has changed; false where it does not answer. */
export async function tellHub(env: Env, place: string): Promise<boolean> {
  try {
    const hub = symbolsOfPair(place) === undefined ? hubStub(env, place) : pairStub(env, place);
    await withDeadline(hub.syncAlerts(), HUB_MS, "the hub");
    return true;
  } catch (error) {
    log({ event: "hub_failed", symbol: place, action: "alerts", error: errorText(error) });
    return false;
  }
}

async function placeOf(
  registry: Registry,
  condition: Condition,
  symbol: string | undefined,
  pair: string | undefined,
): Promise<string> {
  if (isPairCondition(condition)) {
    if (pair === undefined || symbol !== undefined)
      throw refused("pair", "a z-score is of a pair: name it alone");
    return await resolvePair(registry, pair, "pair");
  }
  if (symbol === undefined || pair !== undefined) throw refused("symbol", "name the symbol, and no pair");
  return (await registry.resolve(symbol)).symbol;
}

function full(place: string): WickError {
  const { rules, watched, pairs } = ALERT_LIMITS;
  return new WickError(
    "limit_reached",
    `There may be ${rules} alerts, ${watched} active ones on ${place}, and active ones on ${pairs} pairs.`,
  );
}
