/** Which update arrived when, at any of a process's sockets. Grows; made for a message each 10 µs. */
export class Recording {
  #keys = new Float64Array(65_536);
  #times = new Float64Array(65_536);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(key: number, time: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    this.#keys[this.#size] = key;
    this.#times[this.#size] = time;
    this.#size += 1;
  }

  clear(): void {
    this.#size = 0;
  }

  get keys(): Float64Array {
    return this.#keys.slice(0, this.#size);
  }

  get times(): Float64Array {
    return this.#times.slice(0, this.#size);
  }

  #grow(): void {
    const [keys, times] = [this.#keys, this.#times];
    this.#keys = new Float64Array(keys.length * 2);
    this.#times = new Float64Array(times.length * 2);
    this.#keys.set(keys);
    this.#times.set(times);
  }
}
