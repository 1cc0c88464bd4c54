/** A map that forgets its oldest entries beyond `limit`. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of `key`; made and kept if it is not there. */
  getOrMake(key: K, make: () => V): V {
    const known = this.#map.get(key);
    if (known !== undefined) return known;
    const value = make();
    if (this.#map.size >= this.#limit) {
      for (const oldest of this.#map.keys()) {
        this.#map.delete(oldest);
        break;
      }
    }
    this.#map.set(key, value);
    return value;
  }
}
