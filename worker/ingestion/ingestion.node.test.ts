import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { IngestReport, Tick } from "../../contract/ticks.ts";
import { inflate } from "./inflate.ts";
import { ingestTicks } from "./ingest.ts";
import { type Line, linesOf } from "./lines.ts";
import { Upload } from "./upload.ts";
import { UPLOAD_LIMITS } from "./upload-limits.ts";

const encoder = new TextEncoder();

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

async function collect(text: string, size: number, maxLineBytes = 1_000): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const part of linesOf(chunked(encoder.encode(text), size), maxLineBytes)) lines.push(...part);
  return lines;
}

const tickLine = (n: number, symbol = "TESTUSDT") =>
  JSON.stringify({ symbol, timestamp: 1_700_000_000_000 + n, price: "1.5", size: 2, id: n });

/** A hub that takes everything, and notes what it was given. */
function given(reject: (tick: Tick) => boolean = () => false) {
  const batches: { symbol: string; ids: (string | undefined)[]; batch: number }[] = [];
  const ingest = async (symbol: string, ticks: readonly Tick[], batch = 0): Promise<IngestReport> => {
    batches.push({ symbol, ids: ticks.map((tick) => tick.id), batch });
    const rejected = ticks.flatMap((tick, index) =>
      reject(tick) ? [{ index, code: "off_tick_size" as const, detail: "off" }] : [],
    );
    return { accepted: ticks.length - rejected.length, duplicates: 0, revised: 0, rejected };
  };
  const feedOf = (symbol: string) =>
    symbol === "BTCUSDT" ? ("binance" as const) : symbol.endsWith("USDT") ? ("push" as const) : undefined;
  return { batches, port: { feedOf, ingest } };
}

test("[REST-52] lines are the same however the bytes are cut", async () => {
  const text = 'a\n\n  \n{"é":"€"}\r\nlast';
  for (const size of [1, 2, 3, 7, 100]) {
    expect(await collect(text, size)).toEqual([
      { number: 1, text: "a" },
      { number: 4, text: '{"é":"€"}' },
      { number: 5, text: "last" },
    ]);
  }
});

test("[REST-52] a line over the limit is counted and dropped, the next one is read", async () => {
  for (const size of [3, 64, 10_000]) {
    expect(await collect(`ok\n${"x".repeat(5_000)}\nnext\n${"y".repeat(1_001)}`, size)).toEqual([
      { number: 1, text: "ok" },
      { number: 2, text: null },
      { number: 3, text: "next" },
      { number: 4, text: null },
    ]);
  }
});

test("[REST-53] gzip is known by its first bytes, also of several members; other bytes pass", async () => {
  const read = async (bytes: Uint8Array) => {
    let text = "";
    for await (const chunk of inflate(chunked(bytes, 1), UPLOAD_LIMITS))
      text += new TextDecoder().decode(chunk);
    return text;
  };
  expect(await read(gzipSync("hello"))).toBe("hello");
  expect(await read(Buffer.concat([gzipSync("a\n"), gzipSync("b\n")]))).toBe("a\nb\n");
  expect(await read(encoder.encode("plain"))).toBe("plain");
  expect(await read(new Uint8Array())).toBe("");
});

test("[REST-54] broken gzip keeps what came before and says so", async () => {
  const { port } = given();
  const bytes = gzipSync(Array.from({ length: 50_000 }, (_, n) => tickLine(n)).join("\n"));
  const { report, stopped } = await new Upload(port, UPLOAD_LIMITS).run(
    chunked(bytes.subarray(0, bytes.length - 50_000), 4_096),
  );
  expect(stopped?.code).toBe("invalid_input");
  expect(report.complete).toBe(false);
  expect(report.accepted).toBeGreaterThan(0);
  expect(report.accepted + report.rejected).toBe(report.lines);
});

test("[REST-55] a zip bomb is stopped early, and the lines before it are kept", async () => {
  const { port, batches } = given();
  const bomb = gzipSync(
    Buffer.concat([Buffer.from(`${tickLine(1)}\n${tickLine(2)}\n`), Buffer.alloc(200_000_000, 0x20)]),
    { level: 9 },
  );
  let sent = 0;
  async function* body() {
    for await (const chunk of chunked(bomb, 1_024)) {
      sent += chunk.byteLength;
      yield chunk;
    }
  }
  const { report, stopped } = await new Upload(port, UPLOAD_LIMITS).run(body());
  expect(stopped?.code).toBe("payload_too_large");
  expect(report).toMatchObject({ complete: false, accepted: 2, rejected: 0 });
  expect(batches).toEqual([{ symbol: "TESTUSDT", ids: ["1", "2"], batch: 0 }]);
  expect(sent).toBeLessThan(bomb.byteLength / 2);
});

test("[REST-55] more bytes than allowed are not read", async () => {
  const { port } = given();
  const lines = Array.from({ length: 1_000 }, (_, n) => tickLine(n)).join("\n");
  const { report, stopped } = await new Upload(port, { ...UPLOAD_LIMITS, maxBytes: 10_000 }).run(
    chunked(encoder.encode(lines), 1_000),
  );
  expect(stopped?.code).toBe("payload_too_large");
  expect(report.accepted).toBeGreaterThan(90);
  expect(report.accepted).toBeLessThan(130);
});

test("[REST-51] bad lines are told by number, good ones are kept", async () => {
  const { port } = given((tick) => tick.id === "7");
  const lines = [
    tickLine(1),
    "not json",
    "",
    tickLine(2, "nope"),
    tickLine(3, "BTCUSDT"),
    '{"symbol":"TESTUSDT","timestamp":1,"price":-1,"size":1}',
    tickLine(7),
    `"${"x".repeat(70_000)}"`,
    tickLine(8),
  ];
  const { report, stopped } = await new Upload(port, UPLOAD_LIMITS).run(
    chunked(encoder.encode(lines.join("\n")), 1_000),
  );
  expect(stopped).toBeUndefined();
  expect(report).toMatchObject({ complete: true, lines: 8, accepted: 2, rejected: 6 });
  expect(report.badLines.map(({ line, code }) => [line, code])).toEqual([
    [2, "bad_json"],
    [4, "unknown_symbol"],
    [5, "exchange_fed"],
    [6, "bad_tick"],
    [7, "off_tick_size"],
    [8, "line_too_long"],
  ]);
});

test("[REST-51] of many bad lines the first hundred are told, all are counted", async () => {
  const { port } = given((tick) => Number(tick.id) < 50);
  const good = Array.from({ length: 60 }, (_, n) => tickLine(n));
  const bad = Array.from({ length: 500 }, () => "x");
  const { report } = await new Upload(port, UPLOAD_LIMITS).run(
    chunked(encoder.encode([...good, ...bad].join("\n")), 999),
  );
  expect(report).toMatchObject({ lines: 560, accepted: 10, rejected: 550 });
  // The hub's verdict on lines 1 to 50 came after the reader's on the others.
  expect(report.badLines.map(({ line }) => line)).toEqual([
    ...Array.from({ length: 50 }, (_, n) => n + 1),
    ...Array.from({ length: 50 }, (_, n) => n + 61),
  ]);
});

test("[REST-50] batches are of one symbol, in order, and cut the same way each time", async () => {
  const lines = Array.from({ length: 2_500 }, (_, n) => tickLine(n, n % 5 === 0 ? "BUSDT" : "AUSDT")).join(
    "\n",
  );
  const runs = [];
  for (const size of [100, 65_536]) {
    const { port, batches } = given();
    await new Upload(port, UPLOAD_LIMITS).run(chunked(encoder.encode(lines), size));
    runs.push(batches);
  }
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]?.map(({ symbol, ids, batch }) => [symbol, ids.length, batch])).toEqual(
    [
      ["AUSDT", 1_000, 0],
      ["AUSDT", 1_000, 1],
      ["AUSDT", 0, 2],
      ["BUSDT", 500, 0],
    ].filter(([, count]) => count !== 0),
  );
});

test("[REST-56] an upload of exchange-fed symbols alone is refused", async () => {
  const { port } = given();
  const { stopped } = await new Upload(port, UPLOAD_LIMITS).run(
    chunked(encoder.encode(`${tickLine(1, "BTCUSDT")}\n${tickLine(2, "BTCUSDT")}`), 1_000),
  );
  expect(stopped?.code).toBe("exchange_fed");
});

test("[REST-41] a tick's report keeps its place in the request, across symbols", async () => {
  const { port, batches } = given((tick) => tick.id === "3");
  const ticks = [1, 2, 3, 4].map((n) => ({
    symbol: n % 2 === 0 ? "AUSDT" : "busdt",
    timestamp: 1_700_000_000_000,
    price: "1",
    size: "1",
    id: String(n),
  }));
  const result = await ingestTicks(ticks, port);
  expect(result).toMatchObject({
    accepted: 3,
    rejected: [{ index: 2, symbol: "BUSDT", code: "off_tick_size" }],
  });
  expect(batches.map(({ symbol, ids }) => [symbol, ids])).toEqual([
    ["BUSDT", ["1", "3"]],
    ["AUSDT", ["2", "4"]],
  ]);
});

test("[REST-42] one symbol that may not be pushed stops the request before anything is stored", async () => {
  const tick = (symbol: string) => ({ symbol, timestamp: 1_700_000_000_000, price: "1", size: "1" });
  for (const [symbol, code] of [
    ["BTCUSDT", "exchange_fed"],
    ["NOPE", "unknown_symbol"],
  ] as const) {
    const { port, batches } = given();
    await expect(() => ingestTicks([tick("AUSDT"), tick(symbol)], port)).rejects.toMatchObject({ code });
    expect(batches).toEqual([]);
  }
});
