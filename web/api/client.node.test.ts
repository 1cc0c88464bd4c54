import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerOf, type Client, createClient } from "./client.ts";

describe("the typed client", () => {
  let server: Server;
  let asked: IncomingMessage[];
  let answer: { readonly status: number; readonly text: string };
  let base: string;

  beforeEach(async () => {
    asked = [];
    answer = { status: 200, text: "{}" };
    server = createServer((request, response) => {
      asked.push(request);
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.text);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it("sends the key there is at the time, and none without", async () => {
    let key: string | null = null;
    const { api } = createClient({ base, key: () => key });
    await answerOf(api.symbols.$get({}));
    key = "wick_secret";
    await answerOf(api.symbols.$get({}));
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer wick_secret"]);
  });

  it("tells what the server found wrong, with the places", async () => {
    const problem = {
      code: "invalid_input",
      detail: "The query is not valid.",
      errors: [{ path: "limit", message: "too big" }],
    };
    answer = { status: 400, text: JSON.stringify(problem) };
    await expect(answerOf(createClient({ base }).api.symbols.$get({}))).rejects.toMatchObject({
      code: "invalid_input",
      message: "The query is not valid. limit: too big",
    });
  });

  it("names an answer that is no JSON, a failure without a problem, and silence", async () => {
    const ask = () => answerOf(createClient({ base }).api.symbols.$get({}));
    answer = { status: 200, text: "<h1>hello</h1>" };
    await expect(ask()).rejects.toMatchObject({ code: "malformed" });
    answer = { status: 502, text: "<h1>bad gateway</h1>" };
    await expect(ask()).rejects.toMatchObject({ code: "internal", message: "HTTP 502" });
    const gone = createClient({ base: "http://127.0.0.1:1" }).api.symbols.$get({});
    await expect(answerOf(gone)).rejects.toMatchObject({ code: "network" });
  });

  it("knows the server's routes and their parameters by type", () => {
    const wrong = ({ api }: Client) => [
      // @ts-expect-error there is no such route
      api.nowhere.$get(),
      // @ts-expect-error the symbol is missing
      api.features.ohlcv[":symbol"].$get({ query: {} }),
      // @ts-expect-error no such timeframe
      api.features.ohlcv[":symbol"].$get({ param: { symbol: "BTCUSDT" }, query: { timeframe: "2m" } }),
    ];
    expect(wrong).toBeTypeOf("function");
  });
});
