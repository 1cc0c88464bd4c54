import { describe, expect, it } from "vitest";
import { type AlarmHandler, type AlarmStorage, Alarms } from "./alarms.ts";

class Storage implements AlarmStorage {
  readonly stored = new Map<string, unknown>();
  alarm: number | undefined;
  readonly kv = {
    get: <T>(key: string) => structuredClone(this.stored.get(key)) as T | undefined,
    put: <T>(key: string, value: T) => void this.stored.set(key, structuredClone(value)),
  };

  async setAlarm(at: number): Promise<void> {
    this.alarm = at;
  }

  async deleteAlarm(): Promise<void> {
    this.alarm = undefined;
  }
}

function alarmsOn(storage: Storage, handlers: { watch?: AlarmHandler; sweep?: AlarmHandler }) {
  const errors: string[] = [];
  const idle: AlarmHandler = { run: () => {} };
  const alarms = new Alarms<"watch" | "sweep">(
    storage,
    { watch: handlers.watch ?? idle, sweep: handlers.sweep ?? idle },
    (name) => errors.push(name),
  );
  return { alarms, errors };
}

describe("Alarms", () => {
  it("arms the platform's alarm for the earliest of the named ones", () => {
    const storage = new Storage();
    const { alarms } = alarmsOn(storage, {});
    alarms.schedule("watch", 500);
    alarms.schedule("sweep", 300);
    expect(storage.alarm).toBe(300);
    alarms.cancel("sweep");
    expect(storage.alarm).toBe(500);
    alarms.cancel("watch");
    expect(storage.alarm).toBeUndefined();
  });

  it("runs only what is due, and forgets a one-time alarm that is done", async () => {
    const storage = new Storage();
    const ran: string[] = [];
    const { alarms } = alarmsOn(storage, {
      watch: { run: () => void ran.push("watch") },
      sweep: { run: () => void ran.push("sweep") },
    });
    alarms.schedule("watch", 100);
    alarms.schedule("sweep", 900);
    await alarms.run(100);
    expect(ran).toEqual(["watch"]);
    expect(alarms.at("watch")).toBeUndefined();
    expect(storage.alarm).toBe(900);
  });

  it("stores the name of a lone periodic alarm once, and runs it again whenever it rings after an eviction", async () => {
    const storage = new Storage();
    let ran = 0;
    const handlers = {
      beat: {
        everyMs: 1_000,
        run: () => {
          ran += 1;
        },
      },
    };
    const open = () => new Alarms<"beat">(storage, handlers, () => {});
    const alarms = open();
    alarms.schedule("beat", 1_000);
    const stored = structuredClone([...storage.stored]);
    await alarms.run(1_000);
    await alarms.run(2_000);
    expect([...storage.stored]).toEqual(stored);
    expect(storage.alarm).toBe(3_000);
    const evicted = open();
    expect(evicted.at("beat")).toBeDefined();
    await evicted.run(3_000);
    expect([ran, storage.alarm]).toEqual([3, 4_000]);
    evicted.cancel("beat");
    expect([open().at("beat"), storage.alarm]).toEqual([undefined, undefined]);
  });

  it("has armed the next alarm before the work starts, so that a crash in the work loses nothing", async () => {
    const storage = new Storage();
    const armed: (number | undefined)[] = [];
    const { alarms } = alarmsOn(storage, {
      watch: { everyMs: 1_000, run: () => void armed.push(storage.alarm) },
      sweep: { run: () => void armed.push(storage.alarm) },
    });
    alarms.schedule("watch", 100);
    await alarms.run(100);
    expect(armed).toEqual([1_100]);
    alarms.cancel("watch");
    alarms.schedule("sweep", 200);
    await alarms.run(200);
    expect(armed[1]).toBe(30_200);
    expect(storage.alarm).toBeUndefined();
  });

  it("survives eviction", async () => {
    const storage = new Storage();
    alarmsOn(storage, {}).alarms.schedule("sweep", 70);
    let ran = 0;
    const { alarms } = alarmsOn(storage, {
      sweep: {
        run: () => {
          ran += 1;
        },
      },
    });
    await alarms.run(70);
    expect(ran).toBe(1);
  });

  it("reports a handler that fails, tries it again, and runs the others", async () => {
    const storage = new Storage();
    let swept = false;
    const { alarms, errors } = alarmsOn(storage, {
      watch: {
        run: () => {
          throw new Error("no");
        },
      },
      sweep: {
        run: () => {
          swept = true;
        },
      },
    });
    alarms.schedule("watch", 10);
    alarms.schedule("sweep", 10);
    await alarms.run(10);
    expect(errors).toEqual(["watch"]);
    expect(swept).toBe(true);
    expect(alarms.at("watch")).toBe(30_010);
  });

  it("keeps what a handler schedules for itself", async () => {
    const storage = new Storage();
    const { alarms } = alarmsOn(storage, { sweep: { run: (now) => alarms.schedule("sweep", now + 5) } });
    alarms.schedule("sweep", 10);
    await alarms.run(10);
    expect(alarms.at("sweep")).toBe(15);
  });
});
