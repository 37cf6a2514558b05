/** Bytes in one direction, and the time during which any were under way. */
export class Traffic {
  readonly #now: () => number;
  #active = 0;
  #since = 0;
  #busy = 0;
  #bytes = 0;

  /** Counts from zero, by a clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Seconds during which at least one transfer was under way. */
  get seconds(): number {
    const current = this.#active > 0 ? this.#now() - this.#since : 0;
    return (this.#busy + current) / 1000;
  }

  /** Bytes a second while any were under way. */
  get rate(): number {
    return this.seconds > 0 ? this.#bytes / this.seconds : 0;
  }

  /** Counts bytes that went through. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Measures the time of one transfer. */
  async during<R>(transfer: () => Promise<R>): Promise<R> {
    if (this.#active++ === 0) this.#since = this.#now();
    try {
      return await transfer();
    } finally {
      if (--this.#active === 0) this.#busy += this.#now() - this.#since;
    }
  }
}
