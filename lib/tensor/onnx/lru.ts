/** A bounded map that drops the least recently used entry. */
export class Lru<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #limit: number;
  readonly #drop: (value: V) => void;

  /**
   * Starts empty.
   *
   * @param limit Most entries kept, at least 1
   * @param drop Called with every value that is dropped
   */
  constructor(limit: number, drop: (value: V) => void) {
    this.#limit = limit;
    this.#drop = drop;
  }

  /** Number of entries, at most the limit. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, made by `make` when absent. */
  getOrMake(key: K, make: () => V): V {
    const found = this.#entries.get(key);
    if (found !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, found);
      return found;
    }
    const made = make();
    this.#entries.set(key, made);
    if (this.#entries.size > this.#limit) {
      const [oldest, value] = this.#entries.entries().next().value!;
      this.#entries.delete(oldest);
      this.#drop(value);
    }
    return made;
  }

  /** Drops everything. */
  clear(): void {
    for (const value of this.#entries.values()) this.#drop(value);
    this.#entries.clear();
  }
}
