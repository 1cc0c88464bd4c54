import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { parseVariables } from "../../../platform/config.ts";
import type { JobPorts } from "../../jobs/job.ts";
import { sentimentWebhookTask } from "./sentiment-webhook.ts";

const NOTHING = { done: 0, total: null, changed: 0 };
const CONTEXT = { before: NOTHING, owner: "test", budgetMs: 1_000 };

/** An n8n flow on loopback that answers with a status, and what it was sent. */
async function openFlow(status: number) {
  const asked: { readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push({ headers: request.headers, body });
    response.writeHead(status, { location: "http://127.0.0.1:9/" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/webhook/sentiment` };
}

function taskWith(variables: Record<string, string>) {
  // The task asks for nothing else.
  const ports = { config: parseVariables(variables), symbols: async () => [] } as unknown as JobPorts;
  const runner = { ports, random: Math.random, newOwner: () => "test" };
  return sentimentWebhookTask(
    { runner },
    {
      coins: ["BTC", "ETH"],
      symbols: [],
      timeframes: ["12h"],
      seedCoins: false,
      seedDetailedCoins: false,
      useGivenIds: false,
      computeTech: false,
      computeSent: false,
      fetchSentimentN8n: true,
      warmCaches: false,
    },
  );
}

it("[INIT-6] starts the flow with the wished coins and the shared secret", async () => {
  const flow = await openFlow(200);
  const task = taskWith({ N8N_SENTIMENT_ANALYSIS_URL: flow.url, N8N_WEBHOOK_SECRET: "shared" });
  expect(await task.step(CONTEXT)).toMatchObject({ state: "done", changed: 0 });
  expect(flow.asked).toHaveLength(1);
  expect(flow.asked[0]?.headers["x-webhook-secret"]).toBe("shared");
  expect(JSON.parse(flow.asked[0]?.body ?? "")).toEqual({ coins: ["BTC", "ETH"] });
});

it("[INIT-6] a flow that refuses fails the task; one that is down is tried again; a redirect is not followed", async () => {
  for (const status of [401, 404, 302]) {
    const flow = await openFlow(status);
    const step = await taskWith({ N8N_SENTIMENT_ANALYSIS_URL: flow.url }).step(CONTEXT);
    expect(step).toMatchObject({ state: "failed", detail: `n8n answers ${status}: look at its flow` });
    expect(flow.asked[0]?.headers["x-webhook-secret"]).toBeUndefined();
  }
  const down = await openFlow(503);
  await expect(taskWith({ N8N_SENTIMENT_ANALYSIS_URL: down.url }).step(CONTEXT)).rejects.toThrow("503");
});

it("[INIT-6] says plainly that nothing is configured, and refuses what is no URL", async () => {
  expect(await taskWith({}).step(CONTEXT)).toMatchObject({ state: "failed" });
  expect(() => parseVariables({ N8N_SENTIMENT_ANALYSIS_URL: "n8n" })).toThrow("N8N_SENTIMENT_ANALYSIS_URL");
});
