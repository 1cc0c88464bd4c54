import type { InitPorts, InitTask } from "../task.ts";
import type { PlainWishes } from "../wishes.ts";

const PATIENCE_MS = 30_000;
const NOT_CONFIGURED =
  "nothing is configured: set N8N_SENTIMENT_ANALYSIS_URL (and N8N_WEBHOOK_SECRET, where the flow checks one)";

/** Asks the n8n flow to analyse the news of the wished coins. What it finds comes back by its own webhook. */
export function sentimentWebhookTask(ports: InitPorts, wishes: PlainWishes): InitTask {
  const { config, symbols } = ports.runner.ports;
  const ask = ports.fetch ?? fetch;
  return {
    name: "sentiment by n8n",
    // Asked for is asked for: only the flow knows whether it has anything new to say.
    pending: async () => true,
    async step() {
      const url = config.N8N_SENTIMENT_ANALYSIS_URL;
      const nothing = { done: 0, total: 1, changed: 0 };
      if (url === "") return { state: "failed", detail: NOT_CONFIGURED, ...nothing };
      const coins = wishes.coins ?? [...new Set((await symbols()).map(({ base }) => base))];
      const secret = config.N8N_WEBHOOK_SECRET;
      const response = await ask(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(secret === undefined ? {} : { "x-webhook-secret": secret }),
        },
        body: JSON.stringify({ coins }),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.body?.cancel();
      if (response.ok) {
        return { state: "done", done: 1, total: 1, changed: 0, detail: "the flow was started" };
      }
      if (response.status === 429 || response.status >= 500)
        throw new Error(`n8n answers ${response.status}`);
      return { state: "failed", detail: `n8n answers ${response.status}: look at its flow`, ...nothing };
    },
  };
}
