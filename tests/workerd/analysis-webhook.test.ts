import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { AnalysisReceiptSchema, AnalysisResultSchema } from "../../contract/webhooks/analysis.ts";
import { signMessage } from "../../platform/webhooks/signature.ts";
import { isolateOf } from "../../worker/isolate.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const SYMBOL = "NOTEUSDT";
const SECRET = "what n8n and the desk share";
const PATH = "/api/analysis/webhook";

let wick: Wick;
const seconds = () => Math.floor(Date.now() / 1_000);

/** Headers as n8n signs them. */
async function signed(
  body: string,
  id = crypto.randomUUID() as string,
  timestamp = seconds(),
  secret = SECRET,
) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await signMessage(secret, { id, timestamp, body }),
  };
}

async function send(body: string | ReadableStream, headers: Record<string, string>, path = PATH, to = wick) {
  const response = await to.fetch(path, { method: "POST", body, headers });
  const answer = z.object({ code: z.string().optional(), detail: z.string().optional() }).loose();
  return { status: response.status, answer: answer.parse(await response.json()) };
}

const stored = async () =>
  (await wick.env.DB.prepare("SELECT count(*) AS n FROM inbound_webhook").first<number>("n")) ?? -1;

async function newest(path = `/api/analysis/result/${SYMBOL}`) {
  isolateOf(wick.env).pages.clear();
  return await wick.fetch(path);
}

beforeAll(async () => {
  wick = await openWick({ N8N_WEBHOOK_SECRET: SECRET });
  await addPushed(wick, SYMBOL);
});
beforeEach(async () => {
  await wick.env.DB.prepare("DELETE FROM inbound_webhook").run();
});

describe("n8n's webhook", () => {
  it("[FC-130] [FC-133] what was sent is stored, and the newest of a symbol is answered as it came", async () => {
    expect((await newest()).status).toBe(404);
    const first = '{"symbol":"NOTE","score":0.10000000000000000001,"n":9007199254740993,"more":{"a":[1,2]}}';
    const receipt = AnalysisReceiptSchema.parse((await send(first, await signed(first, "msg_1"))).answer);
    expect(receipt).toMatchObject({ id: "msg_1", symbol: SYMBOL });
    const text = await (await newest()).text();
    expect(text).toContain(`"payload":${first}`);
    expect(AnalysisResultSchema.parse(JSON.parse(text))).toMatchObject({ symbol: SYMBOL, source: "n8n" });
    const second = '{"symbol":"noteusdt","text":"later"}';
    expect((await send(second, await signed(second), "/analysis/webhook/")).status).toBe(200);
    const page = AnalysisResultSchema.parse(await (await newest("/analysis/result/note/")).json());
    expect(page.payload).toEqual({ symbol: "noteusdt", text: "later" });
  });

  it("[FC-131] the shared secret does as well, and nothing else does", async () => {
    const body = `{"symbol":"${SYMBOL}"}`;
    const right = await signed(body);
    expect((await send(body, { "x-webhook-secret": SECRET })).status).toBe(200);
    const wrong: Record<string, string>[] = [
      {},
      { "x-webhook-secret": "" },
      { "x-webhook-secret": `x${SECRET}` },
      { "x-webhook-secret": SECRET.toUpperCase() },
      { authorization: `Bearer ${SECRET}` },
      { authorization: `Bearer ${await wick.key("admin")}` },
      await signed(body, "msg_2", seconds(), "another secret"),
      { ...right, "webhook-id": "msg_other" },
      { ...right, "webhook-timestamp": String(seconds() + 1) },
      { ...right, "webhook-signature": "v1,AAAA" },
      { "webhook-signature": right["webhook-signature"] },
      // A signature that is wrong is not made right by anything beside it.
      { ...right, "webhook-signature": "v1,AAAA", "x-webhook-secret": SECRET },
    ];
    for (const headers of wrong) {
      expect((await send(body, headers)).answer.code, JSON.stringify(headers)).toBe("unauthorized");
    }
    expect((await send(`${body} `, right)).answer.code).toBe("unauthorized");
    expect(await stored()).toBe(1);
  });

  it("[FC-131] a message of more than five minutes ago, or to come, is refused", async () => {
    const body = `{"symbol":"${SYMBOL}"}`;
    for (const by of [-310, 310]) {
      const { status, answer } = await send(body, await signed(body, "msg_old", seconds() + by));
      expect([status, answer.detail]).toEqual([
        401,
        "The message's time is more than five minutes from now.",
      ]);
    }
    const stale = { "x-webhook-secret": SECRET, "webhook-timestamp": String(seconds() - 310) };
    expect((await send(body, stale)).status).toBe(401);
    expect((await send(body, { ...stale, "webhook-timestamp": "soon" })).status).toBe(401);
    expect((await send(body, await signed(body, "msg_new", seconds() - 200))).status).toBe(200);
  });

  it("[FC-132] a repeat changes nothing and gets the first answer; another message under its id is refused", async () => {
    const body = `{"symbol":"${SYMBOL}","n":1}`;
    const first = await send(body, await signed(body, "msg_1", seconds() - 1));
    expect(await send(body, await signed(body, "msg_1"))).toEqual(first);
    expect(await stored()).toBe(1);
    const other = `{"symbol":"${SYMBOL}","n":2}`;
    expect((await send(other, await signed(other, "msg_1"))).answer.code).toBe("idempotency_conflict");
    expect(await stored()).toBe(1);
  });

  it("[FC-130] what is too large, no JSON, or of no symbol, is refused by name", async () => {
    const shared = { "x-webhook-secret": SECRET };
    const huge = `{"symbol":"${SYMBOL}","x":"${"x".repeat(300_000)}"}`;
    expect((await send(huge, shared)).answer.code).toBe("payload_too_large");
    const chunk = new TextEncoder().encode("x".repeat(65_536));
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 1_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    expect((await send(endless, shared)).answer.code).toBe("payload_too_large");
    expect(sent).toBeLessThan(20);
    expect((await send("{", shared)).answer.code).toBe("invalid_json");
    expect((await send("[]", shared)).answer.code).toBe("invalid_input");
    expect((await send('{"symbol":7}', shared)).answer.code).toBe("invalid_input");
    expect((await send('{"symbol":"NONE"}', shared)).answer.code).toBe("unknown_symbol");
    expect(await stored()).toBe(0);
  });

  it("[FC-131] without a configured secret nothing is let in", async () => {
    const shut = await openWick({ N8N_WEBHOOK_SECRET: "" });
    for (const headers of [{}, { "x-webhook-secret": "" }, await signed("{}")]) {
      const { status, answer } = await send("{}", headers, PATH, shut);
      expect([status, answer.code]).toEqual([503, "unavailable"]);
      expect(answer.detail).toContain("N8N_WEBHOOK_SECRET");
    }
  });
});
