/**
 * Lets work go on side by side as long as its weight fits: a number of
 * transfers, or their bytes in memory. First come first served; what alone
 * weighs more than the capacity runs by itself.
 *
 * @example
 * ```ts
 * import { Limit } from "./limit.ts";
 *
 * const limit = new Limit(2);
 * const results = await Promise.all([1, 2, 3].map((n) => limit.run(1, () => Promise.resolve(n))));
 * console.assert(results.length === 3);
 * ```
 */
export class Limit {
  readonly #capacity: number;
  readonly #queue: { weight: number; start: () => void }[] = [];
  #used = 0;

  /** Starts with everything free. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Runs `body` as soon as its weight fits. */
  async run<R>(weight: number, body: () => Promise<R>): Promise<R> {
    const share = Math.min(weight, this.#capacity);
    await new Promise<void>((start) => {
      this.#queue.push({ weight: share, start });
      this.#admit();
    });
    try {
      return await body();
    } finally {
      this.#used -= share;
      this.#admit();
    }
  }

  #admit(): void {
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined) return;
      if (this.#used + first.weight > this.#capacity) return;
      this.#queue.shift();
      this.#used += first.weight;
      first.start();
    }
  }
}
