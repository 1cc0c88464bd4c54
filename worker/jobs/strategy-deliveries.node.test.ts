import { expect, it, onTestFinished } from "vitest";
import { parseVariables } from "../../platform/config.ts";
import {
  deliveryStatement,
  readDelivery,
  recordAttempt,
  takeDue,
  takeOne,
} from "../../platform/d1/webhook-deliveries.ts";
import { sendWebhook } from "../../platform/webhooks/send.ts";
import { openJobWorld } from "../../tests/support/job-world.ts";
import { signatureOf, webhookReceiver } from "../../tests/support/webhook-receiver.ts";
import { strategyDeliveries } from "./strategy-deliveries.ts";

const START = Date.UTC(2026, 0, 1);
const SECRET = "a secret that both know";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A desk whose strategy listens at a path that says how it behaves. */
async function openDesk(path: string) {
  const receiver = await webhookReceiver();
  onTestFinished(() => receiver.close());
  const world = openJobWorld(START);
  const configured = (to: string) =>
    parseVariables({ ENVIRONMENT: "test", STRATEGY_WEBHOOK_URL: to, STRATEGY_WEBHOOK_SECRET: SECRET });
  let config = configured(`${receiver.url}${path}`);
  return {
    ...{ receiver, ...world },
    store: (id: string, at = START) =>
      deliveryStatement(world.ports.db, { id, target: "strategy", body: `{"n":"${id}"}` }, at).run(),
    /** A run as after a restart: nothing is remembered but what is stored. */
    run: (at: number) => {
      world.at(at);
      return strategyDeliveries.run({ ...world.ports, config });
    },
    moveTo: (to: string) => {
      config = to === "" ? parseVariables({}) : configured(`${receiver.url}${to}`);
    },
    read: (id: string) => readDelivery(world.ports.db, id),
  };
}

it("[FC-123] a stored message is sent once, signed so that others can verify it", async () => {
  const desk = await openDesk("/ok");
  await desk.store("pred_1");
  await desk.store("pred_1");
  expect((await desk.run(START)).rows).toBe(1);
  expect((await desk.run(START + 10 * HOUR)).rows).toBe(0);
  expect(desk.receiver.received).toHaveLength(1);
  const [message] = desk.receiver.received;
  const { headers, body } = message ?? { headers: { "webhook-signature": "" }, body: "" };
  expect(headers).toMatchObject({
    ...{ "webhook-id": "pred_1", "webhook-timestamp": String(START / 1_000) },
    "content-type": "application/json",
  });
  expect(headers["webhook-signature"]).toBe(signatureOf(SECRET, "pred_1", String(START / 1_000), body));
  expect(await desk.read("pred_1")).toMatchObject({
    status: "delivered",
    attempts: 1,
    httpStatus: 204,
    nextAt: null,
  });
});

it("[FC-124] what fails is tried again under the same id, later and later, and given up after three days", async () => {
  const desk = await openDesk("/fail");
  await desk.store("pred_1");
  const tried: number[] = [];
  for (let next: number | null = START; next !== null; next = (await desk.read("pred_1"))?.nextAt ?? null) {
    expect((await desk.run(next - 1)).rows).toBe(0);
    expect((await desk.run(next)).rows).toBe(1);
    tried.push(next - START);
  }
  expect(tried).toHaveLength(10);
  expect(tried.slice(0, 4)).toEqual([0, 5_000, 5_000 + 5 * MINUTE, 5_000 + 35 * MINUTE]);
  expect((tried.at(-1) ?? 0) / (24 * HOUR)).toBeGreaterThan(3);
  expect(await desk.read("pred_1")).toMatchObject({
    status: "given_up",
    httpStatus: 500,
    answer: "out of order",
  });
  const sent = desk.receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(sent)).toEqual(new Set(["pred_1"]));
  const stamps = desk.receiver.received.map(({ headers }) => headers["webhook-timestamp"]);
  expect(new Set(stamps).size).toBe(10);
});

it("[FC-124] a receiver that recovers gets what it missed, oldest first, and one that asks for time gets it", async () => {
  const desk = await openDesk("/busy");
  await desk.store("pred_1", START - 2);
  await desk.store("pred_2", START - 1);
  await desk.run(START);
  expect((await desk.read("pred_1"))?.nextAt).toBe(START + 2 * HOUR);
  desk.receiver.behave("/ok");
  expect((await desk.run(START + HOUR)).rows).toBe(0);
  expect((await desk.run(START + 2 * HOUR)).rows).toBe(2);
  expect((await desk.read("pred_2"))?.status).toBe("delivered");
});

it("[FC-124] a redirect is not followed", async () => {
  const desk = await openDesk("/redirect");
  await desk.store("pred_1");
  await desk.run(START);
  expect(desk.receiver.received.map(({ path }) => path)).toEqual(["/redirect"]);
  expect(await desk.read("pred_1")).toMatchObject({ status: "pending", httpStatus: 307 });
});

it("[FC-126] 410 ends all that waits for that address; another address gets what comes from then on", async () => {
  const desk = await openDesk("/gone");
  for (let n = 0; n < 12; n += 1) await desk.store(`pred_${n}`, START + n);
  await desk.run(START + 100);
  expect(desk.receiver.received.length).toBeLessThanOrEqual(10);
  const before = desk.receiver.received.length;
  expect(desk.rows("SELECT DISTINCT status FROM webhook_delivery")).toEqual([{ status: "gone" }]);
  await desk.store("pred_more");
  await desk.run(START + HOUR);
  expect(desk.receiver.received).toHaveLength(before);
  expect((await desk.read("pred_more"))?.status).toBe("gone");
  desk.moveTo("/ok");
  await desk.store("pred_new");
  await desk.run(START + 2 * HOUR);
  expect(desk.receiver.received.slice(before).map(({ headers }) => headers["webhook-id"])).toEqual([
    "pred_new",
  ]);
});

it("[FC-124] a sender that dies in the middle leaves its message to the next, after its lease", async () => {
  const desk = await openDesk("/ok");
  await desk.store("pred_1");
  // Taken, and never heard of again.
  const [taken] = await takeDue(desk.ports.db, START, MINUTE, 10);
  expect(taken?.attempts).toBe(1);
  expect(await takeOne(desk.ports.db, "pred_1", START + MINUTE - 1, MINUTE)).toBeUndefined();
  expect((await desk.run(START + MINUTE - 1)).rows).toBe(0);
  expect((await desk.run(START + MINUTE)).rows).toBe(1);
  expect(await desk.read("pred_1")).toMatchObject({ status: "delivered", attempts: 2 });
  // The dead one comes back and says that it failed: too late.
  const failed = { status: "pending", nextAt: 0, httpStatus: null, answer: "", finishedAt: null } as const;
  await recordAttempt(desk.ports.db, "pred_1", 1, failed);
  expect((await desk.read("pred_1"))?.status).toBe("delivered");
});

it("[FC-124] while D1 does not take what came of it, the same message is sent again under the same id", async () => {
  const desk = await openDesk("/ok");
  await desk.store("pred_1");
  desk.d1.fail((sql) => (sql.includes("SET status = ?3") ? { message: "D1_ERROR: down" } : undefined));
  await expect(desk.run(START)).rejects.toThrow("D1_ERROR: down");
  desk.d1.fail(undefined);
  await desk.run(START + MINUTE);
  expect(desk.receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual(["pred_1", "pred_1"]);
  expect((await desk.read("pred_1"))?.status).toBe("delivered");
});

it("[FC-124] without an address messages wait as if their receiver were down", async () => {
  const desk = await openDesk("/ok");
  await desk.store("pred_1");
  desk.moveTo("");
  await desk.run(START);
  expect(await desk.read("pred_1")).toMatchObject({ status: "pending", answer: "no address is configured" });
  desk.moveTo("/ok");
  await desk.run(START + 5_000);
  expect((await desk.read("pred_1"))?.status).toBe("delivered");
});

it("[FC-124] a receiver that is silent, or talks for ever, holds nobody up", async () => {
  const receiver = await webhookReceiver();
  onTestFinished(() => receiver.close());
  const send = (path: string) =>
    sendWebhook({ url: `${receiver.url}${path}`, secret: SECRET }, { id: "pred_1", body: "{}" }, START, 100);
  expect(await send("/hang")).toMatchObject({ outcome: "failed", status: null });
  // It has said that it took the message: what else it says is for the log.
  expect(await send("/drip")).toEqual({ outcome: "delivered", status: 200, answer: "." });
  expect((await send("/huge")).answer).toBe("x".repeat(500));
  expect(
    await sendWebhook({ url: "http://127.0.0.1:9/", secret: SECRET }, { id: "a", body: "" }, START),
  ).toMatchObject({ outcome: "failed", status: null });
});
