/** What the scheduler needs of an object's storage; `ctx.storage` of a SQLite-backed object has it. */
export interface AlarmStorage {
  readonly kv: {
    get<T>(key: string): T | undefined;
    put<T>(key: string, value: T): void;
  };
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

export interface AlarmHandler {
  /** Set for a periodic alarm: the next one is armed before this one's work starts. */
  readonly everyMs?: number;
  /** Must be idempotent: it may run again after a crash in its middle. */
  run(now: number): void | Promise<void>;
}

/** How long after a failed or interrupted run a one-time alarm is tried again. */
const RETRY_MS = 30_000;
const KEY = "alarms";

/**
 * The one alarm of a Durable Object, shared by named alarms. Times are machine time in ms since the epoch and
 * are stored, so they survive eviction. Call `run` from the object's `alarm()`.
 */
export class Alarms<Name extends string> {
  readonly #storage: AlarmStorage;
  readonly #handlers: Readonly<Record<Name, AlarmHandler>>;
  readonly #onError: (name: Name, error: unknown) => void;
  #due: Partial<Record<Name, number>>;

  constructor(
    storage: AlarmStorage,
    handlers: Readonly<Record<Name, AlarmHandler>>,
    onError: (name: Name, error: unknown) => void,
  ) {
    this.#storage = storage;
    this.#handlers = handlers;
    this.#onError = onError;
    this.#due = storage.kv.get<Partial<Record<Name, number>>>(KEY) ?? {};
  }

  /** When the alarm is due, or undefined where it is not scheduled. */
  at(name: Name): number | undefined {
    return this.#due[name];
  }

  /** Sets or moves an alarm. */
  schedule(name: Name, at: number): void {
    if (this.#due[name] !== at) this.#store({ ...this.#due, [name]: at });
  }

  cancel(name: Name): void {
    if (this.#due[name] === undefined) return;
    const due = { ...this.#due };
    delete due[name];
    this.#store(due);
  }

  /** Runs what is due. A handler that throws is reported, tried again later, and stops no other. */
  async run(now: number): Promise<void> {
    const names = this.#names().filter((name) => (this.#due[name] ?? Infinity) <= now);
    const next: Partial<Record<Name, number>> = { ...this.#due };
    for (const name of names) next[name] = now + (this.#handlers[name].everyMs ?? RETRY_MS);
    // Also when nothing was due (the alarm rang early): the platform has used up the one that was set.
    this.#store(next);
    for (const name of names) {
      try {
        await this.#handlers[name].run(now);
        const untouched = this.#due[name] === next[name];
        if (this.#handlers[name].everyMs === undefined && untouched) this.cancel(name);
      } catch (error) {
        this.#onError(name, error);
      }
    }
  }

  /** Whether one periodic alarm is all that is scheduled, of all that this object could schedule. */
  #isLone(due: Partial<Record<Name, number>>): boolean {
    const [name, ...others] = Object.keys(this.#handlers) as Name[];
    return (
      name !== undefined &&
      others.length === 0 &&
      due[name] !== undefined &&
      this.#handlers[name].everyMs !== undefined
    );
  }

  /** Scheduled names that still have a handler: an older version may have stored others. */
  #names(): Name[] {
    return (Object.keys(this.#handlers) as Name[]).filter((name) => this.#due[name] !== undefined);
  }

  #store(due: Partial<Record<Name, number>>): void {
    const before = this.#due;
    this.#due = due;
    // A lone periodic alarm is due whenever the platform rings: its name is stored once, its times are not. Of an
    // object that is always awake this is every second row that its alarm writes.
    if (!(this.#isLone(before) && this.#isLone(due))) this.#storage.kv.put(KEY, due);
    const times = this.#names().map((name) => due[name] ?? Infinity);
    // Not awaited: the platform confirms storage writes before anything leaves the object.
    void (times.length > 0 ? this.#storage.setAlarm(Math.min(...times)) : this.#storage.deleteAlarm());
  }
}
