import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { timeOfEvent } from "../../contract/signals.ts";
import type { ChainEnd, SignalRecord } from "../../market/signals/record.ts";
import { chainOf, thoughtEvents } from "../../market/signals/test-data/chain.ts";
import { storeSignalRecords } from "../../platform/d1/signals.ts";
import type { Env } from "../../platform/env.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import { ROOT } from "../app/root.ts";
import { sha256 } from "./chain-walk.ts";
import { verifyFile } from "./record-file.ts";
import { verifyApp } from "./verify-app.ts";

const SYMBOL = "AAAUSDT";
const CHAIN = chainOf(SYMBOL, thoughtEvents(SYMBOL), timeOfEvent, sha256);
const IMPATIENT = { patienceMs: 0 };

/** Node has what the routes need of the platform, but not its types: the app is taken for what it is used as here. */
interface AnyApp {
  fetch(request: Request, env: unknown, context: unknown): Response | Promise<Response>;
}
const APP = "../../worker/app.ts";
const { app }: { readonly app: AnyApp } = await import(APP);

let d1: NodeD1;
let head: ChainEnd | null;
let env: Env;
let url = "";

/** The app itself on a real socket, on this database; its hub tells the end of the chain. */
const server = createServer((request, response) => {
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  void Promise.resolve(app.fetch(new Request(`${url}${request.url}`), env, context)).then(async (answer) => {
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

beforeEach(open);

/** A new app with the whole chain in its database, and a hub that tells its end. */
async function open(): Promise<void> {
  d1 = openNodeD1();
  d1.sqlite.exec(`INSERT INTO symbols (symbol, feed, tick_size, step_size, lateness_ms, base, quote, name, status, added_at)
    VALUES ('${SYMBOL}', 'push', '0.01', '0.01', 0, 'AAA', 'USDT', 'AAA', 'active', 1)`);
  const objects = { getByName: () => ({ getSignalHead: async () => head }) };
  env = {
    ...{
      DB: d1.db,
      COLD: openMemoryBucket().bucket,
      SYMBOLS: "",
      ENVIRONMENT: "test",
      RATE_LIMIT_PER_MINUTE: "0",
    },
    ...{ SYMBOL_HUB: objects, STREAM_RELAY: objects, WEIGHT_LEDGER: objects, MARKET_DESK: objects },
  } as unknown as Env;
  await storeSignalRecords(d1.db, SYMBOL, CHAIN);
  const last = CHAIN.at(-1) as SignalRecord;
  head = { seq: last.seq, hash: last.hash };
}

const verified = (options = IMPATIENT) => verifyApp(url, SYMBOL, options);
const run = (sql: string) => d1.sqlite.exec(sql);

describe("the record of an app", () => {
  it("[SIG-53] is walked to the end that its hub tells, and to every signal that is shown", async () => {
    const walk = await verified();
    expect(walk.head).toEqual(head);
    expect(walk.told.signals.size).toBe(5);
  });

  it.each([
    ["previous_hash", `'${sha256("another")}'`],
    ["hash", `'${sha256("another")}'`],
    ["at", "at + 1"],
    ["body", `replace(body, '"kind"', '"kind" ')`],
    ["body", `replace(body, 'AAAUSDT', 'AAAUSDC')`],
  ])("[SIG-53] one record whose %s was altered (%s) is named", async (column, value) => {
    for (const { seq } of [CHAIN[0], CHAIN[4], CHAIN.at(-1)] as SignalRecord[]) {
      await open();
      run(`UPDATE signal_record SET ${column} = ${value} WHERE seq = ${seq}`);
      await expect(verified()).rejects.toThrow(`record ${seq} of ${SYMBOL}`);
    }
  });

  it("[SIG-53] a loser that was taken out, with all numbers and hashes made anew, is found by the hub's end", async () => {
    const events = thoughtEvents(SYMBOL);
    const loser = events.find(({ signal }) => signal.closeReason === "expired")?.signal.id;
    const kept = events.filter(({ signal }) => signal.id !== loser);
    expect(kept.length).toBeLessThan(events.length);
    run("DELETE FROM signal_record; DELETE FROM signal");
    await storeSignalRecords(d1.db, SYMBOL, chainOf(SYMBOL, kept, timeOfEvent, sha256));
    await expect(verified()).rejects.toThrow(/missing: its hub has them|not the one that its hub wrote/);
  });

  it("[SIG-53] a deleted record, and an end that was cut off, are found", async () => {
    run("DELETE FROM signal_record WHERE seq = 3");
    await expect(verified()).rejects.toThrow("record 4 of AAAUSDT has the number 4 where 3 has to follow");
    await open();
    run(`DELETE FROM signal_record WHERE seq = ${CHAIN.length}`);
    await expect(verified()).rejects.toThrow(
      `records ${CHAIN.length} to ${CHAIN.length} of AAAUSDT are missing: its hub has them`,
    );
  });

  it("[SIG-53] records that only wait for the database are waited for", async () => {
    run(`DELETE FROM signal_record WHERE seq = ${CHAIN.length}`);
    let late: Promise<void> | undefined;
    const walk = await verifyApp(url, SYMBOL, {
      patienceMs: 20_000,
      onRecord: ({ seq }) => {
        if (seq === CHAIN.length - 1) late = storeSignalRecords(d1.db, SYMBOL, CHAIN.slice(-1));
      },
    });
    await late;
    expect(walk.records).toBe(CHAIN.length);
  });

  it("[SIG-53] a record that was put behind what the hub wrote is found", async () => {
    const { seq, hash } = CHAIN.at(-2) as SignalRecord;
    head = { seq, hash };
    await expect(verified()).rejects.toThrow(
      `records ${CHAIN.length} to ${CHAIN.length} of AAAUSDT are stored, and its hub wrote none behind ${seq}`,
    );
  });

  it("[SIG-53] a record that came while the hub's end was read is none of these", async () => {
    const { seq, hash } = CHAIN.at(-2) as SignalRecord;
    const end = head;
    head = { seq, hash };
    const patience = {
      patienceMs: 20_000,
      onRecord: (record: SignalRecord) => {
        if (record.seq === CHAIN.length) head = end;
      },
    };
    expect((await verified(patience)).head).toEqual(end);
  });

  it("[SIG-53] a hub that knows of no record contradicts a stored one", async () => {
    head = null;
    await expect(verified()).rejects.toThrow("the hub of AAAUSDT knows of no record");
  });

  it.each([
    `UPDATE signal SET change = json_set(change, '$.closeReason', 'target3') WHERE close_reason = 'stop'`,
    `UPDATE signal SET issued_seq = 1 WHERE status = 'expired'`,
    `UPDATE signal SET change = NULL WHERE close_reason = 'stop'`,
  ])("[SIG-53] a signal that is shown otherwise is found: %s", async (sql) => {
    run(sql);
    await expect(verified()).rejects.toThrow(/signal AAAUSDT:1m:\d+ is shown as no record tells it/);
  });

  it("[SIG-53] a loser that is not shown is found", async () => {
    run("DELETE FROM signal WHERE close_reason = 'stop'");
    await expect(verified()).rejects.toThrow(/signal AAAUSDT:1m:\d+ is in the record, and is not shown/);
  });
});

describe("the command", () => {
  const node = join(ROOT, "node_modules/.bin/node");
  const command = async (...args: string[]) =>
    await promisify(execFile)(node, [join(ROOT, "scripts/signals-verify.ts"), ...args], { timeout: 60_000 });

  it("[SIG-53] tells an app's record, keeps it, and ends with 1 where a kept one was altered", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wick-record-"));
    const file = join(folder, "records.ndjson");
    const { stdout } = await command("--url", url, "--symbol", "aaa", "--save", file);
    expect(stdout).toContain(`AAAUSDT: ${CHAIN.length} records of 5 signals follow from one another`);
    expect((await verifyFile(file)).map(({ records }) => records)).toEqual([CHAIN.length]);
    const text = await readFile(file, "utf8");
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(CHAIN);
    // Everything rewritten, with the hub's end of the chain: nobody but the saved copy can tell.
    const events = thoughtEvents(SYMBOL);
    const loser = events.find(({ signal }) => signal.closeReason === "expired")?.signal.id;
    const forged = chainOf(
      SYMBOL,
      events.filter(({ signal }) => signal.id !== loser),
      timeOfEvent,
      sha256,
    );
    expect((await command("--url", url, "--against", file)).stdout).toContain(`${CHAIN.length} records`);
    run("DELETE FROM signal_record; DELETE FROM signal");
    await storeSignalRecords(d1.db, SYMBOL, forged);
    head = forged.at(-1) ?? null;
    env = { ...env };
    expect((await command("--url", url)).stdout).toContain(`${forged.length} records`);
    const firstForged = forged.find(({ hash }, at) => hash !== CHAIN[at]?.hash)?.seq;
    await expect(command("--url", url, "--against", file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`record ${firstForged} of AAAUSDT is not the one that was saved`),
    });
    await writeFile(file, text.replace(/\\"worst\\":(\d)/, '\\"worst\\":9$1'));
    await expect(command("--file", file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("record 1 of AAAUSDT is not what its hash was made of"),
    });
    await expect(command("--file", file, "--url", url)).rejects.toMatchObject({ code: 1 });
  });
});
